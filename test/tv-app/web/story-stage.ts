import type { ServerResponse } from 'node:http'
import { expect, onTestFinished } from 'vitest'

import { makeCalls } from '../../../tv-app/client/calls.ts'
import { makeClock } from '../../../tv-app/client/clock.ts'
import { makeEndingPatience } from '../../../tv-app/web/ending-patience.ts'
import type { Ear } from '../../../tv-app/web/listen.ts'
import type { Shown } from '../../../tv-app/web/shown.ts'
import { Story } from '../../../tv-app/web/story.ts'
import { handClock } from '../client/hand-clock.ts'
import { json, smallServer } from '../client/small-server.ts'

/** What the small server answers: status, body, and headers where they matter. */
export type Answer = [status: number, body: unknown, headers?: Record<string, string>]

export const INTERVAL_SECONDS = 5

export function authorization(number: number): object {
  return {
    device_code: `device-${number}`,
    user_code: 'WDJB-MJHT',
    verification_uri: 'http://192.168.1.5:8080/link',
    verification_uri_complete: `http://192.168.1.5:8080/L#${number}`,
    expires_in: 600,
    interval: INTERVAL_SECONDS,
    link_id: 'BBBBBBBBBBBBBBBBBBBBBB',
    notices: {
      url: 'ws://192.168.1.5:8080/mqtt',
      topic: 'devices/x/messages',
      client_id: 'x',
      username: 'x',
      token: 't',
      expires_in: 3600,
      keepalive: 40,
      reconnect: { first_spread: 20, base: 2, cap: 120 },
    },
  }
}

export function pending(state = 'pending', claimed_by: string | null = null): Answer {
  const link = { id: 'BBBBBBBBBBBBBBBBBBBBBB', state, expires_in: 600, claimed_by, reason: null }
  return [400, { error: 'authorization_pending', link }]
}

export function no(error: string): Answer {
  return [400, { error }]
}

/** A page on which nothing is drawn, before a server that answers as the test says; its clock is turned by hand. */
export async function storyStage() {
  const stage = {
    /** To `POST /auth/code`. */
    code: pending() as Answer,
    /** To `POST /auth/device_authorization`; `null` is a new code each time. */
    begin: null as Answer | null,
    match: [200, { status: 'authorized' }] as Answer,
    /** Where it is set no answer goes out; they wait here. */
    held: null as (() => void)[] | null,
    hidden: false,
    challenge: async () => 'c'.repeat(43),
    onCode: async (_code: string): Promise<void> => undefined,
  }
  let links = 0
  const { base, asked } = await smallServer(({ path }, response) => {
    const answer = answerTo(path)
    if (stage.held === null) send(response, answer)
    else stage.held.push(() => send(response, answer))
  })

  function answerTo(path: string): Answer {
    if (path === '/auth/code') return stage.code
    if (path === '/link/match') return stage.match
    if (stage.begin) return stage.begin
    links += 1
    return [200, authorization(links)]
  }

  const clock = handClock()
  // A clock apart, so that the story's own waits are its only ones.
  const callClock = handClock()
  const patience = makeEndingPatience(callClock)
  const shown: Shown[] = []
  const keys: string[] = []
  const lines: { ear: Ear; closed: boolean; woken: number }[] = []
  const story = new Story({
    call: makeCalls({
      base,
      clock: makeClock(clock.nowMs),
      patience,
      fetch: (input, init) => fetch(input, init),
    }),
    clientId: 'site',
    challenge: () => stage.challenge(),
    onCode(code) {
      keys.push(code)
      return stage.onCode(code)
    },
    listen(_notices, ear) {
      const line = { ear, closed: false, woken: 0 }
      lines.push(line)
      return {
        wake: () => {
          line.woken += 1
        },
        close: () => {
          line.closed = true
        },
      }
    },
    show: (one) => shown.push(one),
    isHidden: () => stage.hidden,
    random: () => 0.5,
    timers: clock,
  })
  onTestFinished(() => {
    story.close()
    patience.end()
  })
  const askedAt = (path: string) => asked.filter((one) => one.path === path).map(({ body }) => body)
  return {
    ...{ stage, story, clock, callClock, patience, shown, keys, lines },
    now: () => shown.at(-1),
    /** The forms sent so far: for codes, and about them. */
    begun: () => askedAt('/auth/device_authorization'),
    questions: () => askedAt('/auth/code'),
    numbers: () => askedAt('/link/match'),
    /** Waits until the page shows this. */
    shows: (wanted: Partial<Record<string, unknown>>) =>
      expect.poll(() => shown.at(-1)).toMatchObject(wanted),
    /** The wait for the next question, in seconds; once it is set nothing is under way. */
    async pause(): Promise<number> {
      await expect.poll(() => clock.pending()).toBe(1)
      return (clock.waits.at(-1) ?? 0) / 1000
    },
  }
}

function send(response: ServerResponse, [status, body, headers = {}]: Answer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  json(response, status, body)
}
