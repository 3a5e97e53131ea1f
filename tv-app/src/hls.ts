import './old-sets/polyfills.ts'
// The light build: pictures and sound in one stream. What it leaves out (rights management, a choice of sound tracks,
// captions inside the stream) is half as much again, and our captions lie beside the video.
import Hls from 'hls.js/light'

import { ours } from './global.ts'

ours().hls = Hls
