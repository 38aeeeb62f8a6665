in vec2 across;
flat in vec3 shine;
layout(location = 0) out vec4 colour;
void main() {
    float far = dot(across, across);
    float strength = exp(-far * 7.0) * 0.8 + exp(-far * 60.0) * 1.2;
    colour = vec4(shine * strength * smoothstep(1.0, 0.6, far), 1.0);
}
