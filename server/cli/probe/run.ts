import { type Account, AccountPerson } from './account-person.ts'
import { said } from './answer.ts'
import { App } from './app.ts'
import { AskingPerson, type Prompt } from './asking-person.ts'
import { CODES } from './checks/codes.ts'
import { ENDS } from './checks/ends.ts'
import { GUESSES } from './checks/guesses.ts'
import { PAGE } from './checks/page.ts'
import { REFUSALS } from './checks/refusals.ts'
import { WAITING } from './checks/waiting.ts'
import { WHERE } from './checks/where.ts'
import type { Check, Finding, Group } from './finding.ts'
import { Links } from './links.ts'
import { PagePerson } from './page-person.ts'
import type { Person } from './person.ts'
import type { Probe } from './probe.ts'
import { type ByHand, findServer } from './server.ts'
import { Stories } from './stories.ts'
import { boundedWire, Stopped, type Wire } from './wire.ts'

/** In the order in which a sign-in goes; guessing comes last, since it may lock the account for a while. */
export const GROUPS: readonly Group[] = [WHERE, CODES, REFUSALS, WAITING, PAGE, ENDS, GUESSES]

/** Half as many again as a run that meets everything needs. */
const REQUESTS_MAX = 150
/** A run without waiting for anybody takes half a minute. */
const RUN_MS = 5 * 60_000
/** For a person at a browser, and for a code to expire. */
const LONG_RUN_MS = 30 * 60_000

/** What to probe, and as whom. */
export interface Wish extends ByHand {
  /** Without a slash at the end. */
  url: string
  clientId: string
  clientSecret: string | null
  otherClientId: string | null
  appName: string
  account: Account | null
  /** The terminal of a person who takes part; `null` for nobody. */
  prompt: Prompt | null
  slow: boolean
  /** Is told which group is being looked at. */
  begins(title: string): void
}

export interface Checked extends Finding {
  group: string
  id: string
  clause: string
  level: Check['level']
}

export interface Report {
  checks: Checked[]
  requests: number
  seconds: number
}

/** Plays every check against one server. @returns a sentence when there is nothing to check */
export async function runProbe(world: Wire, wish: Wish): Promise<Report | string> {
  const long = wish.slow || wish.prompt !== null
  const began = world.now()
  const wire = boundedWire(world, {
    requests: REQUESTS_MAX,
    milliseconds: long ? LONG_RUN_MS : RUN_MS,
  })
  const probe = await prepare(wire, wish)
  if (typeof probe === 'string') return probe
  const checks: Checked[] = []
  for (const { title, checks: ofGroup } of GROUPS) {
    wish.begins(title)
    for (const check of ofGroup) {
      const { id, clause, level } = check
      checks.push({ group: title, id, clause, level, ...(await look(check, probe)) })
    }
  }
  await reached(() => probe.stories.giveBack())
  return { checks, requests: wire.sent(), seconds: Math.round((world.now() - began) / 1000) }
}

async function prepare(wire: Wire, wish: Wish): Promise<Probe | string> {
  const found = await reached(() => findServer(wire, wish.url, wish))
  if (typeof found === 'string') return found
  const app = new App(wire, found, wish.clientId, wish.clientSecret)
  const links = await reached(() => Links.draw(wire, app))
  if (typeof links === 'string') return links
  const { first, drawn } = links
  if (drawn.length === 0 && (first.status !== 200 || first.json === null)) {
    return `${found.deviceEndpoint} gave no codes: ${said(first)}. Is ${wish.clientId} a client of this server, with the device grant?`
  }
  const person = personOf(wire, wish)
  return {
    wire,
    server: found,
    app,
    otherApp: wish.otherClientId === null ? null : new App(wire, found, wish.otherClientId, null),
    links,
    person,
    stories: new Stories(wire, app, links, person),
    slow: wish.slow,
  }
}

function personOf(wire: Wire, { url, account, prompt, appName }: Wish): Person {
  if (account !== null) return new AccountPerson(wire, url, account)
  const pages = new PagePerson(wire, appName)
  return prompt === null ? pages : new AskingPerson(prompt, pages)
}

async function look(check: Check, probe: Probe): Promise<Finding> {
  try {
    return await check.look(probe)
  } catch (error) {
    if (error instanceof Stopped) return error.finding
    throw error
  }
}

/** @returns what stopped it as a sentence */
async function reached<T>(act: () => Promise<T>): Promise<T | string> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Stopped) return `The probe got ${error.finding.saw}.`
    throw error
  }
}
