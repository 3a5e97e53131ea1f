import { browser } from './browser.ts'
import { sayable } from './describe.ts'
import { FireboltLine } from './firebolt-line.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'

interface FireboltWindow {
  /** Where the box of an operator (RDK) puts the address of its gateway. */
  __firebolt?: { endpoint?: string }
  WebSocket: typeof WebSocket
}

/** An app on an RDK box that speaks Firebolt; `null` on any other. */
export function firebolt(owner: Window): Platform | null {
  const box = owner as unknown as FireboltWindow
  const line = quietly(() => {
    const endpoint = box.__firebolt?.endpoint
    return endpoint === undefined ? null : new FireboltLine(endpoint, box.WebSocket)
  })
  if (!line) return null
  const page = browser(owner)
  const describe = { ...page.describe, name: 'Set-top box' }
  line.call('device.name', {}, (name) => {
    describe.name = sayable(name, describe.name)
  })
  line.call('device.model', {}, (model) => {
    describe.model = sayable(model, describe.model)
  })
  return {
    ...page,
    name: 'firebolt',
    describe,
    habits: { backOnHome: 'unbind', canLeave: true, asksFirst: false },
    leave: () => line.call('lifecycle.close', { reason: 'remoteButton' }),
    onVisible(listener) {
      page.onVisible(listener)
      // The first answer only says that we are heard: `{listening, event}`.
      line.call('lifecycle.onForeground', { listen: true }, (result) => {
        if (typeof result !== 'object' || result === null || !('listening' in result)) listener()
      })
    },
    onVoiceGuidance(listener) {
      const hear = (result: unknown): void => {
        const enabled = (result as { enabled?: unknown } | null)?.enabled
        if (typeof enabled === 'boolean') listener(enabled)
      }
      line.call('accessibility.voiceGuidanceSettings', {}, hear)
      line.call('accessibility.onVoiceGuidanceSettingsChanged', { listen: true }, hear)
    },
    ready: () => line.call('lifecycle.ready', {}),
  }
}
