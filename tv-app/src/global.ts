import type { MqttConnect } from '../client/notices.ts'
import type { P256 } from '../client/soft-key.ts'
import type { Play } from './play.ts'

/** What the classic scripts of the page hand to each other: the one global of this app. */
export interface CouchlinkGlobal {
  play?: Play
  p256?: P256
  mqttConnect?: MqttConnect
  /** By which the server knows this device; `null` while that is not known. */
  deviceId?(): Promise<string | null>
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
