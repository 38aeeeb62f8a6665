// Walls with rows of windows; at night some are lit.
const vec2 BAY_M = vec2(2.6, 3.1);

float pane(vec2 cell, vec2 middle, vec2 half_wall, float pixel) {
    vec2 inside = 0.5 - abs(cell - middle) - half_wall;
    return min(inside.x, inside.y) * 2.0;
}

void main() {
    vec3 N = normalize(normal), view = normalize(eye.xyz - point);
    vec3 albedo = first.rgb, glow = vec3(0.0);
    float glass = 0.0;
    if (material == FACADE && abs(N.z) < 0.5) {
        vec2 at = uv / BAY_M, cell = fract(at), bay = floor(at);
        float pixel = fwidth(at.x) + fwidth(at.y);
        bool shop = bay.y < 0.5;
        float inside = shop ? pane(cell, vec2(0.5, 0.45), vec2(0.08, 0.16), pixel)
            : pane(cell, vec2(0.5, 0.52), vec2(0.22, 0.20), pixel);
        float opening = smoothstep(-pixel, pixel, inside);
        float frame = opening * smoothstep(0.05 + pixel, 0.05 - pixel, inside);
        float chance = texture(noise_map, bay * 0.1371 + first.rg * 7.0).r;
        glass = opening - frame;
        glow = vec3(1.0, 0.78, 0.45) * step(0.55, chance) * glass * ground_light.w * 0.5;
        albedo *= (0.75 + 0.4 * texture(noise_map, uv * 0.05).g) * (0.85 + 0.15 * step(0.04, cell.y));
        albedo = mix(mix(albedo, vec3(0.75), frame), vec3(0.04 + 0.10 * chance), glass);
    }
    float towards = max(dot(N, sun.xyz), 0.0);
    float shade = sunlit(point + N * 0.1, towards);
    vec3 ambient = mix(ground_light.rgb, sky_light.rgb, N.z * 0.3 + 0.5)
        * mix(0.6, 1.0, smoothstep(0.0, 4.0, own.z));
    vec3 ray = reflect(-view, N);
    vec3 light = albedo * (sun_light.rgb * towards * shade + ambient + lamplight(point, N, 0.0))
        + glass * mirrored_sky(vec3(ray.xy, abs(ray.z))) * 0.28 + glow;
    colour = vec4(seen(light, point), 1.0);
    label = labelled();
}
