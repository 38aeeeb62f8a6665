in vec3 place;
in vec4 row_x, row_y, row_z;  // world from mesh
void main() {
    vec4 at = vec4(place, 1.0);
    gl_Position = shadow_from_world * vec4(dot(row_x, at), dot(row_y, at), dot(row_z, at), 1.0);
}
