// What every shader of a picture shares: camera, light, air.  Lengths in metres; the world is
// shifted so that the camera stands near its origin.  Light is linear, without a unit; the
// exposure turns it into grey levels.  The variants NIGHT (lamps shine) and WET (the road mirrors)
// are compiled apart: a software rasteriser pays for every branch.
layout(std140) uniform Frame {
    mat4 clip_from_world;
    mat4 world_from_clip;
    mat4 shadow_from_world;
    vec4 eye;           // w: 1 where shadows are drawn
    vec4 sun;           // direction to it; w: cover of clouds, 0 to 1
    vec4 sun_light;     // w: exposure
    vec4 sky_light;     // from above; w: extinction of the air, 1/m
    vec4 ground_light;  // from below; w: darkness, 0 by day to 1 at night
    vec4 haze;          // colour of distant air; w: wetness, 0 to 1
    vec4 beam_from;     // between our head lamps; w: their strength
    vec4 beam_ahead;    // direction of our car; w: share of paint that is worn off
    vec4 soil;          // colour beside the road; w: share of paint noise below which it is gone
    vec4 asphalt;       // tint of the road; w: 1 where pavements line it
    vec4 street_lamps[6];  // w: strength, 0 where there is none
};
