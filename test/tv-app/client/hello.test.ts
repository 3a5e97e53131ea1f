import { describe, expect, it } from 'vitest'

import type { Answer } from '../../../tv-app/client/calls.ts'
import { helloOutcome } from '../../../tv-app/client/hello.ts'

const answer = (status: number, body: unknown): Answer => ({
  kind: 'answer',
  status,
  body,
  retryAfterSeconds: null,
})

const problem = (status: number, code: string, more: object = {}) =>
  answer(status, { type: 'about:blank', title: 'x', status, code, ...more })

const bound = {
  name: 'Eliza',
  color: '#CCCDFD',
  binding: 'AAAAAAAAAAAAAAAAAAAAAA',
  link: null,
  goodbye_seconds: 5,
}

describe('an answer to hello', () => {
  it('says "bound" only in full', () => {
    expect(helloOutcome(answer(200, bound)).kind).toBe('bound')
    for (const name of Object.keys(bound)) {
      const { [name as 'name']: _left, ...rest } = bound
      expect(helloOutcome(answer(200, rest)).kind, name).toBe('unreachable')
    }
  })

  it('knows what Back does from servers that say it, and does without from those that do not', () => {
    expect(helloOutcome(answer(200, { ...bound, back_on_home: 'ask' })).kind).toBe('bound')
    expect(helloOutcome(answer(200, { ...bound, back_on_home: null })).kind).toBe('bound')
    expect(helloOutcome(answer(200, { ...bound, back_on_home: 'dance' })).kind).toBe('unreachable')
  })

  it('says "not bound" only as a well-formed 401 device_not_bound', () => {
    expect(helloOutcome(problem(401, 'device_not_bound', { link: null })).kind).toBe('not_bound')
    const others = [
      problem(403, 'device_not_bound', { link: null }),
      problem(200, 'device_not_bound', { link: null }),
      problem(401, 'device_not_bound'),
      problem(401, 'device_not_bound', { link: { id: 'x', state: 'pending' } }),
      answer(401, { code: 'device_not_bound', link: null }),
      answer(401, undefined),
      answer(401, null),
      answer(404, { error: 'not found' }),
    ]
    for (const other of others) expect(helloOutcome(other).kind).not.toBe('not_bound')
  })

  it('is no answer when it comes from a captive portal or a server in trouble', () => {
    for (const status of [200, 302, 401, 403, 404, 500, 502, 503, 511]) {
      expect(helloOutcome(answer(status, undefined)).kind, `${status}`).toBe('unreachable')
    }
    expect(helloOutcome(problem(500, 'internal_error')).kind).toBe('unreachable')
    expect(helloOutcome(problem(503, 'busy')).kind).toBe('unreachable')
    expect(helloOutcome(problem(429, 'too_many_attempts')).kind).toBe('unreachable')
  })

  it('is a refusal when the server will not have this device', () => {
    expect(helloOutcome(problem(401, 'invalid_token'))).toMatchObject({
      kind: 'refused',
      code: 'invalid_token',
    })
  })
})
