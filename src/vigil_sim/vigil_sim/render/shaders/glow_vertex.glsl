// A lamp's halo: a square that faces the camera, a little before the lamp.
in vec2 corner;
in vec4 where;   // w: radius, m
in vec4 tint;    // w: how much taller than wide
out vec2 across;
flat out vec3 shine;
void main() {
    across = corner * 2.0 - 1.0;
    shine = tint.rgb;
    vec3 away = normalize(where.xyz - eye.xyz), right = normalize(cross(away, vec3(0.0, 0.0, 1.0)));
    vec3 up = cross(right, away);
    vec3 at = where.xyz - away * 0.25
        + (right * across.x + up * across.y * (1.0 + tint.w)) * where.w;
    gl_Position = clip_from_world * vec4(at, 1.0);
}
