// From light on the sensor to its picture: lens, motion, rain, vignette, noise.
in vec2 screen;
layout(location = 0) out vec4 colour;
uniform sampler2D scene, depth, grain;
uniform mat4 earlier_from_clip;  // clip space of when the exposure began from that of its end
uniform float blur;              // 1: the picture moves while it is taken
uniform float still;              // depth below which things move with us: our bonnet
uniform float noise_sd;          // of a white pixel, 1 is full scale
uniform float vignette;
uniform uint seed;
uniform vec2 size;               // px
uniform float blur_max;          // share of the height
#ifdef LENS
uniform sampler2D lens;          // where in the scene a pixel looks, outside of it: nothing
#endif

uint mixed(uint x) {  // lowbias32 by Wellons
    x ^= x >> 16; x *= 0x7feb352du; x ^= x >> 15; x *= 0x846ca68bu; x ^= x >> 16;
    return x;
}

float share(uint x) { return float(mixed(x) & 0xffffffu) / 16777216.0; }

#ifdef WET
// Where a pixel looks through drops on the windscreen.
vec2 through_drops(vec2 at) {
    for (uint k = 0u; k < 3u; k++) {
        vec2 cell = at * size / size.y * (18.0 + 14.0 * float(k));
        uvec2 c = uvec2(cell);
        uint h = mixed(c.x + c.y * 977u + k * 31u + seed / 9u * 131u);
        if ((h & 15u) >= 4u) continue;
        vec2 middle = vec2(float((h >> 4) & 255u), float((h >> 12) & 255u)) / 510.0 + 0.25;
        vec2 off = fract(cell) - middle;
        float far = length(off) / (0.10 + 0.14 * float((h >> 20) & 255u) / 255.0);
        if (far < 1.0) at -= off * 0.10 * (1.0 - far * far) * size.y / size;
    }
    return at;
}

float streaks(vec2 at) {
    float found = 0.0, x = at.x * size.x / size.y - at.y * 0.06;
    for (uint k = 0u; k < 2u; k++) {
        float column = x * (110.0 + 80.0 * float(k));
        uint h = mixed(uint(int(floor(column)) + 64) + seed * 977u + k * 7u);
        float length_ = 0.03 + 0.06 * float((h >> 10) & 255u) / 255.0;
        float begins = float(h & 1023u) / 1023.0;
        found += step(fract(at.y - begins), length_) * step(0.35, float((h >> 18) & 255u) / 255.0)
            * smoothstep(0.35, 0.1, abs(fract(column) - 0.5));
    }
    return found;
}
#endif

// Four looks along the motion, spread by a third of a pixel as a lens spreads light.
vec3 taken(vec2 at) {
    vec2 move = vec2(0.0);
    if (blur > 0.0) {
        float z = texture(depth, at).r;
        vec4 was = earlier_from_clip * vec4(vec3(at, z) * 2.0 - 1.0, 1.0);
        if (z > still) move = clamp(was.xy / was.w * 0.5 + 0.5 - at, -blur_max, blur_max);
    }
    vec2 px = 0.33 / size;
    vec3 sum = texture(scene, at - 0.5 * move + px * vec2(-1.0, -0.4)).rgb
        + texture(scene, at - 0.167 * move + px * vec2(0.4, -1.0)).rgb
        + texture(scene, at + 0.167 * move + px * vec2(-0.4, 1.0)).rgb
        + texture(scene, at + 0.5 * move + px * vec2(1.0, 0.4)).rgb;
    return sum * 0.25;
}

void main() {
    vec2 at = screen;
#ifdef WET
    at = through_drops(at);
#endif
#ifdef LENS
    at = texture(lens, at).xy;
    if (at.x < 0.0) { colour = vec4(0.0, 0.0, 0.0, 1.0); return; }
#endif
    vec3 c = taken(at);
#ifdef WET
    c += 0.07 * streaks(screen);
#endif
    vec2 off = screen - 0.5;
    c *= 1.0 - vignette * dot(off, off);
    float bright = dot(c, vec3(0.3, 0.6, 0.1));
    vec2 shift = vec2(share(seed * 2u + 1u), share(seed * 2u + 77u));
    vec3 random = texture(grain, gl_FragCoord.xy / 256.0 + shift).rgb * 2.0 - 1.0;
    c += random * noise_sd * (0.5 + sqrt(max(bright, 0.0)));
    colour = vec4(clamp(c.bgr, 0.0, 1.0), 1.0);
}
