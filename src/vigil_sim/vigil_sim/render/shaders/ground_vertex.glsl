in vec3 place;      // m, of its tile
in vec2 road_place; // s and d, m
uniform vec3 tile;  // where the tile begins
out vec3 point;
out vec2 sd;
void main() {
    point = place + tile;
    sd = road_place;
    gl_Position = clip_from_world * vec4(point, 1.0);
}
