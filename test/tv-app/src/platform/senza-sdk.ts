/** What the SDK says of the device that an app runs on, as far as anybody has written it down. */
export interface DeviceInfo {
  deviceId: string
  connectionId: string
  community: string
  tenant: string
  clientIp: string
  countryCode: string
}

/** The states of an app on the platform, in the order of going to the background and back. */
export const STATES = [
  'foreground',
  'inTransitionToBackground',
  'background',
  'inTransitionToForeground',
] as const

type LifecycleState = (typeof STATES)[number] | 'suspended'

/** Off the platform the SDK tells of a device that is nobody's. */
export const DUMMY_DEVICE = '123456789'

/** A set as the platform describes it. */
export const SENZA_DEVICE: DeviceInfo = {
  deviceId: '7e6d37c30d21af04',
  connectionId: 'c0ffee',
  community: 'Living rooms',
  tenant: 'our-tenant',
  clientIp: '192.0.2.7',
  countryCode: 'AT',
}

/**
 * The shapes of Senza's published SDK, without the platform behind them: `init` first, `messageManager` and `lifecycle` as
 * event targets, and the assertion as whoever makes this one gives it. What is called before `init` is done throws, as a
 * connector that is not there would. It stands by itself, so that a page can be given its text.
 */
export function makeSenzaSdk(options: {
  info: DeviceInfo
  /** `{code, msg}` of a rejection, or the assertion. */
  assert: () => Promise<string>
  start: () => Promise<void>
}) {
  const said: string[] = []
  let started = false
  let state: LifecycleState = 'foreground'
  const afterInit = (what: string): void => {
    if (!started) throw new Error(`${what} before init()`)
    said.push(what)
  }
  const messageManager = Object.assign(new EventTarget(), {
    registerGroups: (groups: string[]) => afterInit(`groups ${groups.join()}`),
  })
  const lifecycle = Object.assign(new EventTarget(), {
    getState: () => Promise.resolve(state),
    exitApplication: () => afterInit('exitApplication'),
    moveToForeground: () => afterInit('moveToForeground'),
    moveToBackground: () => afterInit('moveToBackground'),
  })
  const sdk = {
    async init() {
      said.push('init')
      await options.start()
      started = true
    },
    uiReady: () => afterInit('uiReady'),
    auth: {
      async getClientAssertion() {
        afterInit('getClientAssertion')
        return { hostplatform_assertion: await options.assert() }
      },
    },
    deviceManager: {
      get deviceInfo() {
        return started ? options.info : null
      },
      wifiInfo: { level: 4, quality: 90, ssid: 'home', bssid: '00:00:5e:00:53:01' },
      reboot: () => afterInit('reboot'),
    },
    messageManager,
    lifecycle,
  }
  return {
    sdk,
    said,
    /** The platform brings a message of its message service. */
    message(eventName: unknown, payload: unknown) {
      const detail = { eventName, payload, fcid: 'f1' }
      messageManager.dispatchEvent(new CustomEvent('message', { detail }))
    },
    moveTo(next: LifecycleState) {
      state = next
      lifecycle.dispatchEvent(Object.assign(new Event('onstatechange'), { state }))
    },
  }
}

/** One that starts when the test lets it, with what it is said to tell. */
export function senzaSdk(
  more: Partial<DeviceInfo> = {},
  assert: () => Promise<string> = async () => 'its.own.word',
) {
  let begin = () => {}
  const may = new Promise<void>((resolve) => {
    begin = resolve
  })
  const made = makeSenzaSdk({ info: { ...SENZA_DEVICE, ...more }, assert, start: () => may })
  return {
    ...made,
    async start() {
      await new Promise(setImmediate)
      begin()
      await new Promise(setImmediate)
    },
  }
}
