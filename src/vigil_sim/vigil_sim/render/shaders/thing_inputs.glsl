in vec3 point, normal, own;
flat in int material;
in vec2 uv;
flat in vec4 first, second, shining, who;
layout(location = 0) out vec4 colour;
layout(location = 1) out uvec4 label;

uvec4 labelled() { return uvec4(uvec3(who.xyz * 255.0 + 0.5), 1u); }
