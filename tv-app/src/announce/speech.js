// The voice of Lightning's announcer. Plain JavaScript, since the SDK declares no types for it; the announcer around it
// speaks American English only, and follows the focus instead of a story.
export { default as speakSeries } from '@lightningjs/sdk/src/Accessibility/Announcer/Speech.js'
