in vec2 corner;  // 0 to 1
out vec2 screen;
void main() {
    screen = corner;
    gl_Position = vec4(corner * 2.0 - 1.0, 0.99999, 1.0);
}
