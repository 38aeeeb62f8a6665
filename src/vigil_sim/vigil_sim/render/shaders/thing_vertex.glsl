in vec3 place;              // m, of the mesh
in vec3 facing;
in float material_number;
in vec2 texture_place;
in vec4 row_x, row_y, row_z;  // world from mesh
in vec4 colour_1, colour_2;
in vec4 lamps;              // brake, left, right, lit
in vec4 number;             // low and high byte of the id, class, each / 255; dirt
out vec3 point, normal, own;
flat out int material;
out vec2 uv;
flat out vec4 first, second, shining, who;
void main() {
    vec4 at = vec4(place, 1.0);
    point = vec3(dot(row_x, at), dot(row_y, at), dot(row_z, at));
    normal = vec3(dot(row_x.xyz, facing), dot(row_y.xyz, facing), dot(row_z.xyz, facing));
    own = place;
    material = int(material_number + 0.5);
    uv = texture_place;
    first = colour_1; second = colour_2; shining = lamps; who = number;
    gl_Position = clip_from_world * vec4(point, 1.0);
}
