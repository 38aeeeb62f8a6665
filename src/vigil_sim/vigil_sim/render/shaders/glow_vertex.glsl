// A lamp's halo: a square that faces the camera, a little before the lamp.
in vec2 corner;
in vec4 where;   // w: radius, m
in vec4 tint;    // w: 0, or how much taller than wide its mirror image on the road is
out vec2 across;
flat out vec3 shine;
void main() {
    across = corner * 2.0 - 1.0;
    shine = tint.rgb;
    vec3 away = normalize(where.xyz - eye.xyz), right = normalize(cross(away, vec3(0.0, 0.0, 1.0)));
    vec3 at = where.xyz + right * across.x * where.w;
    if (tint.w > 0.0) {  // mirrored: it lies on the road
        float far = length(where.xy - eye.xy);
        vec3 along = normalize(vec3(away.xy, 0.0));
        at += along * across.y * min(tint.w * where.w * far / eye.z, 0.6 * far);
    } else at += cross(right, away) * across.y * where.w - away * 0.25;
    gl_Position = clip_from_world * vec4(at, 1.0);
}
