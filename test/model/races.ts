import type { Answer, Calls } from './calls.ts'
import { compareAnswer, compareNotices } from './compare.ts'
import { at, type Facts, type Notice } from './facts.ts'
import { begin, take } from './play.ts'
import type { Seen } from './seen.ts'
import type { Situation } from './situation.ts'
import type { Promised, Step } from './steps/step.ts'
import { expectJustBefore, isTooLate } from './too-late.ts'
import { compareView, viewOf } from './view.ts'

/** How several calls are made at once. */
export type AtOnce = (calls: Call[]) => Promise<Answer[]>

interface Call {
  make(): Promise<Answer>
  /** Everybody looks at the clock. */
  movesTime: boolean
}

/** One of those that were at it at once, and what it was answered. */
interface Racer {
  name: string
  step: Step
  answer: Answer
}

/**
 * Brings a situation about, takes these steps at once, and sees that all that came of it could also have come of some
 * order of them one after the other, and that the promises hold which hold in any case.
 */
export async function race(
  calls: Calls,
  situation: Situation,
  names: readonly string[],
  atOnce: AtOnce,
): Promise<void> {
  const demand = (complaint: string | null): void => {
    if (complaint === null) return
    throw new Error(`${situation.name}: ${names.join(' | ')}\n${complaint}`)
  }
  const game = await begin(calls)
  const { facts, seen, witness } = game
  for (const step of situation.before) await take(game, step)
  const settled = await viewOf(calls, facts, seen)
  demand(compareView(settled, facts, seen) ?? witness.saw(settled, [], seen))

  const steps = names.map((name) => stepOf(situation, name))
  const answers = await atOnce(
    steps.map((step) => ({
      make: () => step.call(calls, seen, facts),
      movesTime: step.text.startsWith('pass'),
    })),
  )
  const racers = steps.map((step, place) => {
    return { name: names[place] ?? '', step, answer: at(answers, place) }
  })
  for (const { answer } of racers) demand(witness.answered(answer))
  const promised = racers.map(({ step, answer }) => step.promises?.(answer, seen, facts) ?? null)
  for (const one of promised.filter((some) => some !== null).sort(byPrecedence)) {
    demand(witness.promised(one))
  }

  const noticed = calls.noticed()
  const wrong: string[] = []
  for (const { revives, early } of momentsOf(racers)) {
    for (const order of ordersOf(racers)) {
      const then = { facts: { ...structuredClone(facts), revives }, seen: structuredClone(seen) }
      const found = await compareOrder(calls, then, { order, early }, noticed)
      if (found === null) {
        const told = noticed.map(({ deviceId }) => deviceId)
        return demand(witness.saw(await viewOf(calls, then.facts, then.seen), told, then.seen))
      }
      if (!revives && early.size === 0)
        wrong.push(`as ${order.map(({ name }) => name).join(', then ')}: ${found}`)
    }
  }
  const said = racers.map(({ name, answer }) => `${name}: ${answer.status} ${answer.code}`)
  demand(`[${said.join('; ')}] comes of no order\n  ${wrong.join('\n  ')}`)
}

/** Who lets go of their claims earlier than in their own turn, and before the first, the second … of the order. */
type Early = ReadonlyMap<Racer, number>

/**
 * What may be different where several are at it at once: whether a session is revived, and when each lets go of their
 * claims, which is a moment of its own.
 */
function momentsOf(racers: Racer[]): { revives: boolean; early: Early }[] {
  let all: [Racer, number][][] = [[]]
  for (const racer of racers.filter(({ step }) => step.releases)) {
    const places = racers.map((_, place): [Racer, number] => [racer, place])
    all = all.flatMap((some) => [some, ...places.map((one) => [...some, one])])
  }
  return all
    .sort((one, other) => one.length - other.length)
    .flatMap((some) => [false, true].map((revives) => ({ revives, early: new Map(some) })))
}

/** Who was at it at once has promised in no order: what others build upon comes first, and what builds upon it last. */
function byPrecedence(one: Promised, other: Promised): number {
  return precedence(one) - precedence(other)
}

function precedence(promised: Promised): number {
  if (['asked', 'held', 'matching'].includes(promised.kind)) return 0
  if (promised.kind === 'released') return 3
  return promised.kind === 'approved' && promised.how === 'elsewhere' ? 2 : 1
}

/** What is not as it would be after this order. */
async function compareOrder(
  calls: Calls,
  { facts, seen }: { facts: Facts; seen: Seen },
  { order, early }: { order: Racer[]; early: Early },
  noticed: ReturnType<Calls['noticed']>,
): Promise<string | null> {
  const notices: Notice[] = []
  const atFirst = facts.sessions.map(({ ended }) => ended)
  for (const [place, racer] of order.entries()) {
    const { step, answer } = racer
    const letting = order.slice(place).filter((later) => early.get(later) === place)
    letGo(facts, letting, atFirst)
    facts.released = (early.get(racer) ?? order.length) <= place
    const before = structuredClone(facts)
    const expected = step.expect(facts)
    const wrong = compareAnswer(answer, expected, seen)
    if (wrong !== null) {
      Object.assign(facts, structuredClone(before))
      const expectedBefore = expectJustBefore(step, facts)
      const justBefore = compareAnswer(answer, expectedBefore, seen) === null
      if (justBefore) notices.push(...expectedBefore.notices)
      else if (isTooLate(answer, order)) Object.assign(facts, before)
      else return wrong
      continue
    }
    if (answer.status === 200) step.keep?.(seen, answer, facts)
    notices.push(...expected.notices)
  }
  const wrong = compareView(await viewOf(calls, facts, seen), facts, seen)
  if (wrong !== null) return wrong
  // Told twice is told: a notice is a nudge.
  return compareNotices(once(noticed), once(notices), seen)
}

/**
 * These let go of their claims now. Whose session that is was looked up before, and where sessions are revived it may have
 * ended since.
 */
function letGo(facts: Facts, racers: Racer[], atFirst: readonly boolean[]): void {
  const now = facts.sessions.map(({ ended }) => ended)
  const endedAs = (ended: readonly boolean[]) => {
    for (const [place, session] of facts.sessions.entries()) {
      session.ended = ended[place] ?? session.ended
    }
  }
  facts.released = false
  if (facts.revives) endedAs(atFirst)
  for (const { step } of racers) step.releases?.(facts)
  endedAs(now)
}

function once<T>(notices: T[]): T[] {
  return [...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values()]
}

function stepOf({ atOnce }: Situation, name: string): Step {
  const step = atOnce[name]
  if (step === undefined) throw new Error(`there is no ${name}`)
  return step
}

function ordersOf<T>(list: T[]): T[][] {
  if (list.length <= 1) return [list]
  return list.flatMap((first) =>
    ordersOf(list.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  )
}

/** Every pair of names, a name with itself among them. */
export function pairsOf(names: readonly string[]): [string, string][] {
  return names.flatMap((first, place) =>
    names.slice(place).map((second): [string, string] => [first, second]),
  )
}
