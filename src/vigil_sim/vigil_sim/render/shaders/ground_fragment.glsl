in vec3 point;
in vec2 sd;
layout(location = 0) out vec4 colour;
layout(location = 1) out uvec4 label;
uniform vec2 paved;             // d of the right and the left edge of the asphalt
uniform vec4 lanes;             // width of a lane; d of the outermost lines, right and left
uniform vec4 marks[12];         // d, half width, length of a dash (0: solid), period
uniform vec4 mark_colours[12];
uniform int mark_count;
uniform vec2 gaps[16];           // from s to s: no paint
uniform int gap_count;
uniform vec4 plates[8];         // steel: s, d of the middle, half length, half width
uniform int plate_count;
uniform vec2 crossings[8];      // s of the middle, half length
uniform int crossing_count;

const vec3 WHITE = vec3(0.62, 0.61, 0.57);

// Share of a pixel, `pixel` wide, that lies within `half_width` of 0.
float within(float distance, float half_width, float pixel) {
    float away = abs(distance), reach = pixel * 0.5;
    return max(min(away + reach, half_width) - max(away - reach, -half_width), 0.0) / pixel;
}

// Cover by paint, with its colour.
vec4 paint(float s, float d, vec2 pixel) {
    vec4 found = vec4(WHITE, 0.0);
    for (int i = 0; i < gap_count; i++) if (s > gaps[i].x && s < gaps[i].y) return found;
    for (int i = 0; i < mark_count; i++) {
        vec4 mark = marks[i];
        if (abs(d - mark.x) > mark.y + pixel.y) continue;
        float cover = within(d - mark.x, mark.y, pixel.y);
        if (mark.z > 0.0) {
            float along = mod(s, mark.w) - mark.z * 0.5;
            along -= along > mark.w * 0.5 ? mark.w : 0.0;
            cover *= clamp((mark.z * 0.5 - abs(along)) / pixel.x + 0.5, 0.0, 1.0);
        }
        if (cover > found.a) found = vec4(mark_colours[i].rgb, cover);
    }
    for (int i = 0; i < crossing_count; i++) {
        float along = abs(s - crossings[i].x);
        if (along > crossings[i].y + 2.0 || d < lanes.y || d > lanes.z) continue;
        float bars = within(mod(d + 0.25, 1.0) - 0.5, 0.25, pixel.y)
            * clamp((crossings[i].y - along) / pixel.x + 0.5, 0.0, 1.0);
        float stop = d < 0.0 ? within(s - crossings[i].x + crossings[i].y + 1.4, 0.2, pixel.x) : 0.0;
        found = mix(found, vec4(WHITE, 1.0), max(bars, stop));
    }
    return found;
}

// Share of paint that wear has left: patches near by, their mean where pixels are larger than they.
float paint_left(vec2 pixel, vec4 coarse, vec4 broad) {
    float rough = coarse.r * 0.55 + coarse.g * 0.30 + broad.g * 0.15;
    float patches = smoothstep(soil.w - 0.08, soil.w + 0.08, rough);
    return mix(patches, 1.0 - beam_ahead.w, smoothstep(0.15, 0.8, pixel.x));
}

vec3 asphalt_at(float d, vec4 fine, vec4 coarse, vec4 broad) {
    float off = mod(d, lanes.x) - lanes.x * 0.5;
    float wheels = exp(-(abs(off) - 0.78) * (abs(off) - 0.78) / 0.0784), oil = exp(-off * off / 0.09);
    float grey = 0.105 * (0.80 + 0.5 * fine.r) * (0.86 + 0.28 * coarse.g) * (0.90 + 0.25 * broad.b)
        * (1.0 - 0.14 * wheels - 0.10 * oil);
    float crack = smoothstep(0.66, 0.74, coarse.a) * 0.45 * smoothstep(0.5, 0.7, broad.g);
    return grey * (1.0 - crack) * asphalt.rgb;
}

// Pavement with kerb in a town, verge and grass elsewhere; `out_m` beyond the asphalt.
vec3 beside(float s, float out_m, vec4 fine, vec4 coarse, vec4 broad) {
    if (asphalt.w > 0.5) {
        float joint = 1.0 - smoothstep(0.0, 0.02, abs(mod(s, 0.6) - 0.3) - 0.285);
        vec3 slab = vec3(0.30, 0.29, 0.28) * (0.75 + 0.4 * fine.r) * (0.85 + 0.3 * coarse.b)
            * (1.0 - 0.18 * joint);
        vec3 kerb = vec3(0.42, 0.41, 0.39) * (0.8 + 0.3 * fine.g);
        vec3 walk = mix(kerb, slab, smoothstep(0.28, 0.30, out_m));
        return mix(walk, soil.rgb * (0.5 + coarse.g), smoothstep(5.0, 5.3, out_m));
    }
    vec3 grass = soil.rgb * (0.40 + 0.9 * fine.r * coarse.g + 0.35 * coarse.b)
        * (0.7 + 0.6 * broad.g);
    vec3 verge = vec3(0.22, 0.19, 0.15) * (0.6 + 0.7 * fine.r);
    return mix(verge, grass, smoothstep(0.1, 1.2, out_m + coarse.r * 0.8));
}

// Cover by steel plates, with a dark seam around them.
vec2 steel(float s, float d, vec2 pixel) {
    vec2 found = vec2(0.0);
    for (int i = 0; i < plate_count; i++) {
        vec2 inside = plates[i].zw - abs(vec2(s, d) - plates[i].xy);
        float near = min(inside.x / pixel.x, inside.y / pixel.y);
        found.x = max(found.x, clamp(near + 0.5, 0.0, 1.0));
        found.y = max(found.y, 1.0 - smoothstep(0.0, 0.04, abs(min(inside.x, inside.y))));
    }
    return found;
}

void main() {
    float s = sd.x, d = sd.y;
    vec2 pixel = vec2(length(vec2(dFdx(s), dFdy(s))), length(vec2(dFdx(d), dFdy(d)))) + 1e-4;
    vec4 fine = texture(noise_map, sd * 0.9), coarse = texture(noise_map, sd * 0.06);
    vec4 broad = texture(noise_map, vec2(s * 0.012, d * 0.05));
    float road = clamp((d - paved.x) / pixel.y + 0.5, 0.0, 1.0)
        * clamp((paved.y - d) / pixel.y + 0.5, 0.0, 1.0);
    float out_m = max(paved.x - d, d - paved.y);

    vec3 albedo = asphalt_at(d, fine, coarse, broad);
    vec4 line = paint(s, d, pixel);
    float left_over = paint_left(pixel, coarse, broad);
    float bright = line.a * left_over;
    albedo = mix(albedo, line.rgb * (0.85 + 0.25 * fine.r), bright);
    vec2 plate = steel(s, d, pixel);
    albedo = mix(albedo, vec3(0.075, 0.060, 0.050) * (0.4 + coarse.r + 0.4 * fine.b), plate.x);
    albedo *= 1.0 - 0.7 * plate.y;
    albedo = mix(beside(s, out_m, fine, coarse, broad), albedo, road);

    float wet = haze.w * road;
    float up = max(sun.z, 0.0), shade = sunlit(point, up);
    vec3 normal = normalize(vec3((fine.rg - 0.5) * 0.10 * (1.0 - wet), 1.0));
    vec3 view = normalize(eye.xyz - point);
    float returned = mix(0.45 * (1.0 - 0.35 * wet), 1.0 - 0.6 * wet, bright * road);
    albedo *= 1.0 - 0.55 * wet;
    vec3 light = albedo
        * (sun_light.rgb * up * shade + sky_light.rgb * 0.95 + lamplight(point, normal, returned));
    float flat_ = 1.0 - max(dot(normal, view), 0.0), flat2 = flat_ * flat_;
    float mirror = road * (0.02 + 0.98 * flat2 * flat2 * flat_) * mix(0.35, 1.0, shade);
#ifdef WET
    float puddle = wet * smoothstep(0.35, 0.6, broad.b * 0.5 + coarse.r * 0.5);
    vec3 ray = reflect(-view, normal);
    ray.z = abs(ray.z);
    light += mirrored_sky(ray) * mirror * (0.18 + 0.22 * wet + 0.30 * puddle);
#else
    light += mirrored_sky(vec3(0.0, 0.0, view.z)) * mirror * (0.18 + 0.15 * plate.x);
#endif
    colour = vec4(seen(light, point), 1.0);
    uint kind = road < 0.5 ? (asphalt.w > 0.5 && out_m < 5.0 ? PAVEMENT : TERRAIN)
        : line.a > 0.2 ? LINE : ROAD;
    label = uvec4(0u, 0u, kind, 1u);
}
