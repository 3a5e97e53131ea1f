import type { NoticeEvent } from '#contract/notice'

import type { Answer, Calls } from '../calls.ts'
import type { Person, Place } from '../cast.ts'
import type { Facts, Notice } from '../facts.ts'
import type { Seen } from '../seen.ts'

/** What ought to come of a call. */
export interface Expected {
  status: number
  code: string | null
  /** Members of the body; ids are known only from what was seen. */
  body?: (seen: Seen) => Record<string, unknown>
  notices: Notice[]
}

/** What an answer promises for ever after, for those who only watch. */
export type Promised =
  | { kind: 'asked'; device: number; place: Place }
  | Approved
  | { kind: 'denied'; link: number }
  | { kind: 'redeemed'; link: number }
  /** Somebody holds a link request from now on; the others are told so. */
  | { kind: 'held' | 'matching' | 'taken'; link: number; person: Person; now: number }
  /** A person lets go of all that they hold, but for a number match. */
  | { kind: 'released'; person: Person }
  /** Of these devices or this person, or this binding alone. */
  | { kind: 'unbound'; devices?: number[]; person?: Person; binding?: string | undefined }

export interface Approved {
  kind: 'approved'
  link: number
  device: number
  person: Person
  /** How it is known that this is no stranger's screen; `place` is where that stands. */
  how: 'same place' | 'elsewhere' | 'match'
  place: Place
  /** When what comes of it ends by itself. */
  until: number | null
}

/** One thing that somebody does, in plain data, so that it can be printed, shrunk, kept and played again. */
export interface Step {
  /** As it stands in a list of examples. */
  text: string
  /** The phone whose session is proof enough to take something away, also where it ends in the same moment. */
  takesAwayBy?: number
  possible(facts: Readonly<Facts>): boolean
  /** Says what ought to be answered, and changes the facts to what is then the case. */
  expect(facts: Facts): Expected
  /** Lets go of claims, which is a moment of its own: others may come between that and all the rest. */
  releases?(facts: Facts): void
  /** Makes the call. `facts` are those before it. */
  call(calls: Calls, seen: Seen, facts: Readonly<Facts>): Promise<Answer>
  /** Remembers what a positive answer carried. `facts` are those after it. */
  keep?(seen: Seen, answer: Answer, facts: Readonly<Facts>): void
  /** `facts` are those before the call. */
  promises?(answer: Answer, seen: Seen, facts: Readonly<Facts>): Promised | null
}

type Told = readonly [device: number, event: NoticeEvent]

export function yes(body: Expected['body'] = () => ({}), ...notices: Told[]): Expected {
  return { status: 200, code: null, body, notices: told(notices) }
}

export function no(status: number, code: string, ...notices: Told[]): Expected {
  return { status, code, notices: told(notices) }
}

function told(notices: Told[]): Notice[] {
  return notices.map(([device, event]) => ({ device, event }))
}

/** `approve({"phone":0})` */
export function textOf(name: string, given: object): string {
  return `${name}(${JSON.stringify(given)})`
}

/** For what is no call of the wire: it is done, or it is not. */
export function done(did: boolean): Answer {
  const status = did ? 200 : 404
  return { status, code: null, body: {} }
}
