// The dark ground under a thing, whatever the sun does.
in vec2 corner;
in vec4 row_x, row_y, row_z;  // world from thing
in vec4 footprint;            // length, width, m
out vec2 place;
flat out vec2 half_size;
flat out float clear;  // share that the air lets through
void main() {
    half_size = footprint.xy * 0.5;
    place = (corner * 2.0 - 1.0) * (half_size + 0.45);
    vec4 at = vec4(place, 0.025, 1.0);
    vec3 point = vec3(dot(row_x, at), dot(row_y, at), dot(row_z, at));
    clear = exp(-length(point - eye.xyz) * sky_light.w);
    gl_Position = clip_from_world * vec4(point, 1.0);
}
