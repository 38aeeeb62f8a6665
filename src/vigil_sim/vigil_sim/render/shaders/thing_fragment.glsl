// Cars, people, signs: one material for each triangle.
uniform vec4 albedos[MATERIALS];
uniform vec4 glosses[MATERIALS];  // mirror head-on, highlight, its sharpness, share of the mirror

const vec3 RED = vec3(1.0, 0.03, 0.02), AMBER = vec3(1.0, 0.38, 0.02);

vec3 plate_colour() {
    vec2 row = step(vec2(0.06, 0.2), uv) * step(uv, vec2(0.94, 0.8));
    float stroke = step(0.22, fract(uv.x * 7.5)) * row.x * row.y;
    vec2 place = vec2(floor(uv.x * 15.0) * 0.137 + first.x, floor(uv.y * 5.0) * 0.21);
    return mix(vec3(0.75), vec3(0.1), stroke * step(0.35, texture(noise_map, place).r));
}

vec3 panel_colour() {
    vec2 edge = min(uv, 1.0 - uv);
    float rim = step(min(edge.x * 3.0, edge.y), 0.04);
    float words = step(0.3, fract(uv.y * 3.0)) * step(fract(uv.y * 3.0), 0.65)
        * step(0.12, uv.x) * step(uv.x, 0.88)
        * step(0.45, texture(noise_map, vec2(floor(uv.x * 40.0) * 0.113, floor(uv.y * 3.0) * 0.31)).r);
    return mix(vec3(0.02, 0.07, 0.25), vec3(0.7), max(rim, words));
}

// Colour, own light (rgb) and what a surface throws back to a lamp.
void surface(inout vec3 albedo, out vec3 glow, out float returned) {
    float brake = shining.x, lit = shining.w;
    glow = vec3(0.0);
    returned = 0.0;
    if (material == PAINT) albedo = first.rgb;
    else if (material == PAINT_2 || material == TARP) albedo = second.rgb;
    else if (material == CLOTH_TOP || material == CLOTH_BOTTOM)
        albedo = (material == CLOTH_TOP ? first.rgb : second.rgb)
            * (0.8 + 0.4 * texture(noise_map, own.yz * 1.3 + first.xy).g);
    else if (material == METAL || material == FRAME) albedo = mix(albedo, first.rgb, 0.4);
    else if (material == CONCRETE) {
        vec4 grain = texture(noise_map, (own.xz + own.yy * vec2(0.8, 0.3)) * 0.4 + second.xy);
        albedo = first.rgb * (0.45 + 1.0 * grain.r) * (0.7 + 0.5 * grain.b);
    } else if (material == TAIL) {
        glow = RED * (brake * 3.2 + lit * 0.55);
        returned = 2.0;
    } else if (material == STOP) glow = RED * brake * 3.2;
    else if (material == INDICATOR_LEFT) glow = AMBER * shining.y * 3.0;
    else if (material == INDICATOR_RIGHT) glow = AMBER * shining.z * 3.0;
    else if (material == HEAD) glow = vec3(1.0, 0.97, 0.9) * lit * 4.0;
    else if (material == LAMP) glow = vec3(1.0, 0.8, 0.5) * ground_light.w * 3.0;
    else if (material == BEACON) glow = AMBER * 0.8;
    else if (material == PLATE) {
        albedo = plate_colour();
        returned = 2.0;
        glow = vec3(0.075) * lit;
    } else if (material == SIGN) {
        albedo = max(uv.x, uv.y) > 0.78 ? vec3(0.62, 0.03, 0.03) : vec3(0.72);
        returned = 6.0;
    } else if (material == PANEL) {
        albedo = panel_colour();
        returned = 6.0;
    } else if (material == CHEVRON) {
        albedo = fract((uv.x + uv.y) / 0.28) < 0.5 ? vec3(0.6, 0.03, 0.03) : vec3(0.72);
        returned = 6.0;
    }
}

void main() {
    vec3 N = normalize(normal), view = normalize(eye.xyz - point), glow;
    vec4 gloss = glosses[material];
    vec3 albedo = albedos[material].rgb;
    float returned;
    surface(albedo, glow, returned);
    float towards = max(dot(N, sun.xyz), 0.0);
    float shade = sunlit(point + N * 0.03, towards);
    float low = mix(0.45, 1.0, smoothstep(-0.05, 0.75, own.z + 0.15 * max(N.z, 0.0)));
    vec3 ambient = mix(ground_light.rgb, sky_light.rgb, N.z * 0.5 + 0.5) * low;
    vec3 ray = reflect(-view, N);
    float flat_ = 1.0 - clamp(abs(dot(N, view)), 0.0, 1.0), flat2 = flat_ * flat_;
    float mirror = gloss.x + (1.0 - gloss.x) * flat2 * flat2 * flat_;
    vec3 around = ray.z > 0.0 ? mirrored_sky(ray) : vec3(0.10) * (sun_light.rgb * 0.5 + sky_light.rgb);
    float hills = texture(noise_map, vec2(atan(ray.y, ray.x) * 0.9, 0.3)).g * 0.35;
    around = mix(around, sky_light.rgb * 0.16,
                 smoothstep(hills, hills - 0.08, ray.z) * step(-0.02, ray.z));
    float spark = pow(max(dot(N, normalize(view + sun.xyz)), 0.0), gloss.z) * gloss.y * shade;
    vec3 arriving = sun_light.rgb * towards * shade + ambient;
    vec3 light = albedo * (arriving + lamplight(point, N, returned))
        + around * mirror * gloss.w * low + sun_light.rgb * spark * towards + glow;
    if (material == GLASS)
        light = mix(vec3(0.012, 0.014, 0.016) * (sun_light.rgb + sky_light.rgb), around,
                    clamp(mirror * 1.15 + 0.06, 0.0, 1.0)) + sun_light.rgb * spark;
    float dirt = who.w * smoothstep(0.75, 0.1, own.z)
        * texture(noise_map, own.xz * 0.6 + own.yy * 0.3).g;
    if (material <= RIM) light = mix(light, vec3(0.16, 0.14, 0.12) * arriving, min(dirt, 0.6) * 0.7);
    colour = vec4(seen(light, point), 1.0);
    label = labelled();
}
