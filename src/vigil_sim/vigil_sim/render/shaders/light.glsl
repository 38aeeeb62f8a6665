uniform sampler2D noise_map;
uniform sampler2DShadow shadow_map;

// Light of the sky as a rough mirror shows it.
vec3 mirrored_sky(vec3 ray) {
    return mix(haze.rgb, sky_light.rgb * 1.25, clamp(ray.z * 2.6, 0.0, 1.0));
}

// 0 in the shadow of something, 1 in the sun and beyond the map.
float sunlit(vec3 point, float towards_sun) {
    vec3 at = (shadow_from_world * vec4(point, 1.0)).xyz * 0.5 + 0.5;
    if (eye.w < 0.5 || any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
    at.z -= 0.0012 + 0.002 * (1.0 - towards_sun);
    return texture(shadow_map, at);
}

#ifdef NIGHT
const float CUT_OFF = -0.0100;   // UN R149 (R112): the low beam ends 1 % below the horizon
const float CUT_SOFT = 0.0020;   // half width of that edge, rad: 0.1 degrees, usual for projectors
const float RISE = 0.268;        // tan 15 degrees: it climbs on the near side
const float RISE_MAX = 0.010;
const float STRAY = 0.030;       // above it: 0.4 to 0.7 lx where 25 lx shine below, both at 25 m

// Intensity of our low beam along a unit direction, 1 at its peak.
float low_beam(vec3 ray) {
    vec3 right = normalize(cross(beam_ahead.xyz, vec3(0.0, 0.0, 1.0)));
    float side = dot(ray, right), ahead = dot(ray, beam_ahead.xyz);
    if (ahead <= 0.0) return 0.0;
    float cut = CUT_OFF + min(max(side, 0.0) * RISE, RISE_MAX);
    float below = max(cut - ray.z, 0.0);
    float wide = 0.17 + 1.3 * below;
    float shape = exp(-side * side / (wide * wide)) * exp(-below / 0.055);
    return shape * mix(STRAY, 1.0, smoothstep(cut + CUT_SOFT, cut - CUT_SOFT, ray.z));
}
#endif

// Light of lamps on a surface.  `returned` is the share that it throws back to where it came from,
// against what a white matt wall returns: about 0.45 of dry asphalt, 1 of paint (EN 1436: 15 and
// 150 to 300 mcd/m2/lx), more of signs.
vec3 lamplight(vec3 point, vec3 normal, float returned) {
    vec3 light = vec3(0.0);
#ifdef NIGHT
    vec3 way = point - beam_from.xyz;
    float far2 = dot(way, way);
    vec3 ray = way * inversesqrt(far2);
    float ours = low_beam(ray) * beam_from.w / (far2 + 4.0);
    light += vec3(1.0, 0.95, 0.86) * ours * (max(dot(normal, -ray), 0.0) + returned);
    for (int i = 0; i < 6; i++) {
        vec3 up = street_lamps[i].xyz - point;
        float far = dot(up, up);
        vec3 to = up * inversesqrt(far);
        float shade = smoothstep(0.0, 0.7, to.z);
        light += vec3(1.0, 0.80, 0.52) * street_lamps[i].w * max(dot(normal, to), 0.0) * shade
            * 26.0 / (far + 8.0);
    }
#endif
    return light;
}

// Grey levels from light: exposure, film curve (Narkowicz 2015), gamma of 2.2 by roots: least
// squares, half a level of 255 off at most; a power costs a software rasteriser more.
vec3 developed(vec3 light) {
    light *= sun_light.w;
    light = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14);
    light = clamp(light, 0.0, 1.0);
    vec3 root2 = sqrt(light), root4 = sqrt(root2), root8 = sqrt(root4);
    return 0.85545 * root2 + 0.22914 * root4 - 0.06121 * root8 - 0.02338 * light;
}

vec3 seen(vec3 light, vec3 point) {
    float clear = exp(-length(point - eye.xyz) * sky_light.w);
    return developed(mix(haze.rgb, light, clear));
}
