import type { connect, MqttClient } from 'mqtt'

import type { Notices } from '#contract/notice'
import type { Timers } from './timers.ts'

export type MqttConnect = typeof connect

interface NoticeLineParts {
  /** Fetches mqtt.js, which is as heavy as the whole screen. */
  loadMqtt(): Promise<MqttConnect>
  /** New credentials from `hello?notices`, `null` when there are none now. */
  freshNotices(): Promise<Notices | null>
  /** Something may have changed: a message, whatever it says, came in. */
  onNudge(): void
  /** The line is up, again or still (`true`), or it has gone (`false`). */
  onLine(up: boolean): void
  /** 0 up to but not 1. */
  random(): number
  timers: Timers
}

/** Credentials older than this share of their life are not worth a connection. */
const FRESH_UNTIL = 0.8
/** The line is renewed between these shares, so that a fleet does not do it at once. */
const RENEW_FROM = 0.85
const RENEW_TO = 0.95
const CONNECT_TIMEOUT_MS = 10_000
const DEFAULT_RECONNECT = { first_spread: 20, base: 2, cap: 120 }

/** The device's ear: one MQTT subscription to its own topic, which only ever says "ask hello again". */
export class NoticeLine {
  private readonly parts: NoticeLineParts
  private held: { notices: Notices; staleAtMs: number } | null = null
  private client: MqttClient | null = null
  private phase: 'idle' | 'connecting' | 'up' | 'waiting' | 'closed' = 'idle'
  private saidUp = false
  private tries = 0
  private timer: unknown

  constructor(parts: NoticeLineParts) {
    this.parts = parts
  }

  /** Begins to listen, with these credentials or ones it asks for. A line that is there stays. */
  listen(notices: Notices | null): void {
    if (notices) this.hold(notices)
    if (this.phase === 'idle') void this.connect()
  }

  /** Ends the wait for the next try, because this device has just woken up. */
  hurry(): void {
    if (this.phase === 'waiting') void this.connect()
  }

  close(): void {
    this.phase = 'closed'
    this.parts.timers.clear(this.timer)
    this.detach()
  }

  private async connect(): Promise<void> {
    this.phase = 'connecting'
    this.parts.timers.clear(this.timer)
    const notices = await this.credentials().catch(() => null)
    const mqttConnect = notices && (await this.parts.loadMqtt().catch(() => null))
    if (this.phase !== 'connecting') return
    if (notices && mqttConnect) this.attach(mqttConnect(notices.url, optionsOf(notices)), notices)
    else this.lost()
  }

  private async credentials(): Promise<Notices | null> {
    if (this.held && this.parts.timers.nowMs() < this.held.staleAtMs) return this.held.notices
    const notices = await this.parts.freshNotices()
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

  private attach(opened: MqttClient, notices: Notices): void {
    this.client = opened
    const current = () => this.client === opened
    opened.on('message', () => {
      if (current()) this.parts.onNudge()
    })
    opened.on('connect', () => {
      opened.subscribe(notices.topic, { qos: 0 }, (error, granted) => {
        if (!current()) return
        // 128 is the broker's refusal [MQTT-3.9.3-2].
        if (error || granted?.some(({ qos }) => qos > 2)) this.lost()
        else this.up(notices)
      })
    })
    opened.on('error', () => {
      this.spoil()
      if (current()) this.lost()
    })
    opened.on('close', () => {
      if (current()) this.lost()
    })
  }

  private up(notices: Notices): void {
    this.phase = 'up'
    this.saidUp = true
    this.tries = 0
    const share = RENEW_FROM + this.parts.random() * (RENEW_TO - RENEW_FROM)
    this.timer = this.parts.timers.set(() => this.renew(), notices.expires_in * 1000 * share)
    this.parts.onLine(true)
  }

  /** Reconnects before the broker would close the socket with its token. */
  private renew(): void {
    this.spoil()
    this.detach()
    void this.connect()
  }

  private lost(): void {
    this.detach()
    this.parts.timers.clear(this.timer)
    this.phase = 'waiting'
    this.timer = this.parts.timers.set(() => void this.connect(), this.waitMs())
    if (this.saidUp) this.parts.onLine(false)
    this.saidUp = false
  }

  /** Full jitter: within the first spread, then within a window that doubles up to the cap. */
  private waitMs(): number {
    const { first_spread, base, cap } = this.held?.notices.reconnect ?? DEFAULT_RECONNECT
    const windowSeconds =
      this.tries === 0 ? first_spread : Math.min(cap, base * 2 ** (this.tries - 1))
    this.tries += 1
    return this.parts.random() * windowSeconds * 1000
  }

  private detach(): void {
    this.client?.end(true)
    this.client = null
  }
}

function optionsOf(notices: Notices) {
  return {
    protocolVersion: 4 as const,
    clean: true,
    clientId: notices.client_id,
    username: notices.username,
    password: notices.token,
    keepalive: notices.keepalive,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // mqtt.js would come back at a fixed pace, a whole fleet in step.
    reconnectPeriod: 0,
    // The default starts a worker from a Blob, which the page's policy forbids and old sets lack.
    timerVariant: 'native' as const,
  }
}
