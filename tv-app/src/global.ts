import type { MqttConnect, P256, Timers } from '../client/couchlink-tv.ts'
import type { Platform } from './platform.ts'
import type { Play } from './play.ts'
import type { HlsClass } from './player/hls-class.ts'
import type { Texts } from './words/texts.ts'

/** What `identity.js` has begun when `app.js` comes to draw it. */
export interface Begun {
  play: Play
  timers: Timers
  platform: Platform
  /** Where the server is, as a person would say it. */
  host: string
  /** By which the server knows this device, as soon as it does. */
  deviceId: Promise<string>
  /** What the TV is to speak, once it is there; `null` for the English that is in the app. */
  language: Promise<Texts | null>
}

/** What the classic scripts of the page hand to each other: the one global of this app. */
export interface CouchlinkGlobal extends Partial<Begun> {
  p256?: P256
  mqttConnect?: MqttConnect
  hls?: HlsClass
  /** What `texts/<lang>.js` brings. */
  texts?: Texts
}

declare global {
  interface Window {
    couchlink?: CouchlinkGlobal
    /** Lightning's inspector: lays readable elements over the canvas, for tests and tools (`?inspect`). */
    attachInspector?(lightning: unknown): void
  }
}

export function ours(): CouchlinkGlobal {
  window.couchlink ??= {}
  return window.couchlink
}
