// What is left: the sky above the horizon with clouds and distant hills, flat land below it.
in vec2 screen;
layout(location = 0) out vec4 colour;
layout(location = 1) out uvec4 label;

const float HILLS_MAX = 0.051;  // elevation of the highest

vec3 heaven(vec3 ray) {
    vec3 light = mix(haze.rgb, sky_light.rgb * 1.25, 1.0 - exp(-max(ray.z, 0.0) * 4.5));
    float near = max(dot(ray, sun.xyz), 0.0);
    light += sun_light.rgb * (exp((near - 1.0) * 350.0) * 6.0 + exp((near - 1.0) * 8.0) * 0.06);
    if (ray.z < 0.01) return light;
    vec2 at = ray.xy / (ray.z + 0.12) * 0.13;
    float shape = texture(noise_map, at).b * 0.6 + texture(noise_map, at * 2.7 + 0.3).g * 0.3
        + texture(noise_map, at * 7.0).g * 0.1;
    float cover = smoothstep(1.0 - sun.w, 1.28 - sun.w, shape) * smoothstep(0.0, 0.12, ray.z);
    vec3 cloud = mix(sky_light.rgb * 0.9 + sun_light.rgb * 0.28, sky_light.rgb * 0.5,
                     smoothstep(0.6, 1.0, shape));
    return mix(light, cloud, cover * 0.85);
}

void main() {
    vec4 far = world_from_clip * vec4(screen * 2.0 - 1.0, 1.0, 1.0);
    vec3 ray = normalize(far.xyz / far.w - eye.xyz);
    label = uvec4(0u, 0u, SKY, 1u);
    if (ray.z < -0.002) {
        vec3 land = eye.xyz + ray * (min(max(eye.z, 0.5) / -ray.z, 1e4));
        colour = vec4(seen(soil.rgb * 0.8 * (sun_light.rgb * max(sun.z, 0.0) + sky_light.rgb), land), 1.0);
        label.z = TERRAIN;
        return;
    }
    vec3 light = heaven(ray);
    if (ray.z > HILLS_MAX) {
        colour = vec4(developed(light), 1.0);
        return;
    }
    float hills = 0.012 + 0.035 * texture(noise_map, vec2(atan(ray.y, ray.x) * 0.45, 0.6)).g;
    vec3 hill = mix(vec3(0.05, 0.07, 0.04) * (sky_light.rgb + sun_light.rgb * 0.3), haze.rgb, 0.55);
    float below = smoothstep(hills + 0.004, hills - 0.004, ray.z) * (1.0 - 0.6 * ground_light.w)
        * exp(-max(sky_light.w - 0.004, 0.0) * 400.0);
    colour = vec4(developed(mix(light, hill, below)), 1.0);
}
