import type { Notices } from '#contract/notice'
import type { OperatorMessage } from './message.ts'
import { readMessage } from './message.ts'
import type { MqttConnect, MqttConnection } from './mqtt-connect.ts'
import { connectOptions, isNotAuthorized } from './mqtt-connect.ts'
import { ReconnectRule } from './reconnect-rule.ts'
import type { Timers } from './timers.ts'

interface NoticeLineParts {
  /** Fetches mqtt.js, which is as heavy as the whole screen. */
  loadMqtt(): Promise<MqttConnect>
  /** New credentials from `hello?notices`, `null` when there are none now. */
  freshNotices(): Promise<Notices | null>
  /** Something may have changed: a notice, whatever it says, came in. */
  onNudge(): void
  /** A message of the operator came in; `null` where nobody wants them. */
  onMessage: ((message: OperatorMessage) => void) | null
  /** The line is up, again or still (`true`), or it has gone (`false`). */
  onLine(up: boolean): void
  /** The device says of itself that it has no network. */
  isOffline(): boolean
  /** 0 up to but not 1. */
  random(): number
  timers: Timers
}

/** Credentials older than this share of their life are not worth a connection. */
const FRESH_UNTIL = 0.8
/** The line is renewed between these shares, so that a fleet does not do it at once. */
const RENEW_FROM = 0.85
const RENEW_TO = 0.95
/** However often a device wakes up, it tries no more than once in this time beside the rule. */
const WAKE_MS = 2000
/** A broker that is there answers a ping sooner; with the new connection it is still two seconds. */
const PING_MS = 1500

/** The device's ear: one MQTT subscription to its own topic, whose notices only ever say "ask hello again". */
export class NoticeLine {
  private readonly parts: NoticeLineParts
  private readonly rule: ReconnectRule
  private held: { notices: Notices; staleAtMs: number } | null = null
  private connection: MqttConnection | null = null
  private phase: 'idle' | 'connecting' | 'up' | 'waiting' | 'closed' = 'idle'
  private saidUp = false
  private attempt = 0
  private triedAtMs = 0
  private heardAtMs = 0
  /** For the next try by the rule, or the next renewal. */
  private timer: unknown
  private waking: { timer: unknown } | null = null
  private ping: { timer: unknown } | null = null

  constructor(parts: NoticeLineParts) {
    this.parts = parts
    this.rule = new ReconnectRule(parts.random)
  }

  /** Begins to listen, with these credentials or ones it asks for. A line that is there stays. */
  listen(notices: Notices | null): void {
    if (notices) this.hold(notices)
    if (this.phase === 'idle') void this.connect()
  }

  /**
   * This device has just woken up or got its network back. That is its own reason, which it shares with no fleet, so it
   * need not keep to the rule: a line that seems up is asked whether it is, one that is not is tried at once.
   */
  wake(): void {
    if (this.phase === 'idle' || this.phase === 'closed' || this.waking) return
    if (this.phase === 'up') this.check()
    else {
      // The clock may have been put back meanwhile.
      const sinceMs = Math.max(0, this.parts.timers.nowMs() - this.triedAtMs)
      if (sinceMs >= WAKE_MS) void this.connect()
      else this.wakeIn(WAKE_MS - sinceMs)
    }
  }

  close(): void {
    this.phase = 'closed'
    this.parts.timers.clear(this.timer)
    this.stopWaking()
    this.detach()
  }

  private wakeIn(ms: number): void {
    const timer = this.parts.timers.set(() => {
      this.waking = null
      // One that came up in the meantime was made after waking.
      if (this.phase !== 'up') void this.connect()
    }, ms)
    this.waking = { timer }
  }

  private stopWaking(): void {
    if (this.waking) this.parts.timers.clear(this.waking.timer)
    this.waking = null
  }

  /** Whether the line still is one: a set that slept, or moved to another network, holds a socket that is none. */
  private check(): void {
    const { timers } = this.parts
    // The broker closes a line that was silent for longer than this [MQTT-3.1.2-24].
    const keptMs = (this.held?.notices.keepalive ?? 0) * 1000
    if (timers.nowMs() - this.heardAtMs > keptMs) void this.connect()
    else if (!this.ping) {
      this.ping = { timer: timers.set(() => void this.connect(), PING_MS) }
      this.connection?.sendPing()
    }
  }

  private answered(): void {
    this.heardAtMs = this.parts.timers.nowMs()
    if (this.ping) this.parts.timers.clear(this.ping.timer)
    this.ping = null
  }

  /** Whatever there is of a line is replaced. */
  private async connect(): Promise<void> {
    const { timers } = this.parts
    this.detach()
    this.phase = 'connecting'
    this.attempt += 1
    const { attempt } = this
    this.triedAtMs = timers.nowMs()
    timers.clear(this.timer)
    this.stopWaking()
    const held = this.freshHeld()
    const notices = held ?? (await this.askNotices())
    const mqttConnect = notices && (await this.parts.loadMqtt().catch(() => null))
    if (this.phase !== 'connecting' || this.attempt !== attempt) return
    if (!notices || !mqttConnect) return this.lost()
    this.attach(mqttConnect(notices.url, connectOptions(notices)), notices, held !== null)
  }

  private freshHeld(): Notices | null {
    const { held } = this
    return held && this.parts.timers.nowMs() < held.staleAtMs ? held.notices : null
  }

  private async askNotices(): Promise<Notices | null> {
    const notices = await this.parts.freshNotices().catch(() => null)
    if (notices) this.hold(notices)
    return notices
  }

  private hold(notices: Notices): void {
    const staleAtMs = this.parts.timers.nowMs() + notices.expires_in * 1000 * FRESH_UNTIL
    this.held = { notices, staleAtMs }
  }

  /** The next try asks for new credentials. */
  private spoil(): void {
    if (this.held) this.held.staleAtMs = Number.NEGATIVE_INFINITY
  }

  private attach(opened: MqttConnection, notices: Notices, wereHeld: boolean): void {
    this.connection = opened
    const current = () => this.connection === opened
    opened.on('packetreceive', () => {
      if (current()) this.answered()
    })
    opened.on('message', (_topic, payload) => {
      if (current()) this.heard(payload.toString())
    })
    opened.on('connect', () => {
      opened.subscribe(notices.topic, { qos: 0 }, (error, granted) => {
        if (!current()) return
        // 128 is the broker's refusal [MQTT-3.9.3-2].
        if (error || granted?.some(({ qos }) => qos > 2)) this.lost()
        else this.up(notices)
      })
    })
    opened.on('error', (error) => {
      if (!current()) return
      this.spoil()
      // They ended while this device slept or its clock was wrong. With new ones it need not wait, once.
      if (wereHeld && isNotAuthorized(error)) void this.connect()
      else this.lost()
    })
    opened.on('close', () => {
      if (current()) this.lost()
    })
  }

  private heard(text: string): void {
    const message = readMessage(text)
    if (message === 'nudge') this.parts.onNudge()
    else if (message) this.parts.onMessage?.(message)
  }

  private up(notices: Notices): void {
    const { timers, random } = this.parts
    this.phase = 'up'
    this.saidUp = true
    this.rule.reset()
    this.stopWaking()
    const share = RENEW_FROM + random() * (RENEW_TO - RENEW_FROM)
    this.timer = timers.set(() => this.renew(), notices.expires_in * 1000 * share)
    this.parts.onLine(true)
  }

  /** Reconnects before the broker would close the socket with its token. */
  private renew(): void {
    this.spoil()
    void this.connect()
  }

  private lost(): void {
    const { timers } = this.parts
    this.detach()
    timers.clear(this.timer)
    this.phase = 'waiting'
    const offline = this.parts.isOffline()
    const waitMs = this.rule.waitMs(this.held?.notices.reconnect, { offline })
    this.timer = timers.set(() => void this.connect(), waitMs)
    if (this.saidUp) this.parts.onLine(false)
    this.saidUp = false
  }

  private detach(): void {
    if (this.ping) this.parts.timers.clear(this.ping.timer)
    this.ping = null
    this.connection?.end(true)
    this.connection = null
  }
}
