in vec2 place;
flat in vec2 half_size;
flat in float clear;
uniform float darkness;
layout(location = 0) out vec4 colour;
void main() {
    vec2 beyond = abs(place) - half_size + 0.22;
    float out_m = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0);
    colour = vec4(0.0, 0.0, 0.0, darkness * clear * smoothstep(0.55, -0.25, out_m));
}
