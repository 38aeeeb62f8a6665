// Crowns of trees and hedges: holes by noise, closed where seen along the surface's edge.
void main() {
    vec3 N = normalize(normal), view = normalize(eye.xyz - point);
    if (material == BARK) {
        vec3 light = sun_light.rgb * max(dot(N, sun.xyz), 0.0) * 0.7
            + mix(ground_light.rgb, sky_light.rgb, 0.5) + lamplight(point, N, 0.0);
        float grain = 0.5 + texture(noise_map, own.xz * vec2(2.0, 0.4) + own.yy).r;
        colour = vec4(seen(vec3(0.13, 0.10, 0.075) * light * grain, point), 1.0);
        label = labelled();
        return;
    }
    vec2 at = abs(N.z) > 0.6 ? own.xy : (abs(N.x) > abs(N.y) ? own.yz : own.xz);
    float fine = texture(noise_map, at * 0.55).r, broad = texture(noise_map, at * 0.17 + 0.3).g;
    if (fine + broad * 0.5 < 0.84 - 0.55 * smoothstep(0.0, 0.55, abs(dot(N, view)))) discard;
    float towards = max(dot(N, sun.xyz) * 0.7 + 0.3, 0.0);
    float outer = smoothstep(0.35, 0.95, fine + 0.3 * broad);
    vec3 albedo = mix(vec3(0.035, 0.055, 0.018), vec3(0.12, 0.17, 0.05), outer) * first.rgb;
    vec3 light = sun_light.rgb * towards * 0.9
        + mix(ground_light.rgb * 0.6, sky_light.rgb, N.z * 0.5 + 0.5) + lamplight(point, N, 0.0);
    colour = vec4(seen(albedo * light, point), 1.0);
    label = labelled();
}
