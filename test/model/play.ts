import { beginning } from './beginning.ts'
import type { Calls } from './calls.ts'
import { PHONES, TVS } from './cast.ts'
import { compareAnswer, compareNotices } from './compare.ts'
import type { Facts } from './facts.ts'
import { nothingSeen, type Seen } from './seen.ts'
import type { Step } from './steps/step.ts'
import { compareView, viewOf } from './view.ts'
import { Witness } from './witness.ts'

/** A server, what ought to be the case there, and who watches. */
export interface Game {
  calls: Calls
  facts: Facts
  seen: Seen
  witness: Witness
  /** The steps so far, as a list of examples would have them. */
  played: string[]
}

export async function begin(calls: Calls): Promise<Game> {
  await calls.begin()
  calls.noticed()
  const deviceIds = Array.from({ length: TVS }, (_, tv) => calls.deviceIdOfTv(tv))
  const facts = beginning(calls.clock.now)
  return { calls, facts, seen: nothingSeen(deviceIds), witness: new Witness(), played: [] }
}

/** Takes one step, and sees that the answer, the notices and everything else are as they ought to be. */
export async function play(game: Game, step: Step): Promise<void> {
  const noticed = await take(game, step)
  const { calls, facts, seen, witness } = game
  const view = await viewOf(calls, facts, seen, phonesLookedAt(game))
  // The moment is the same, so nothing may look different.
  if (step.text === 'restart()') demand(game, witness.sawAgain(view))
  demand(game, compareView(view, facts, seen))
  const told = noticed.map(({ deviceId }) => deviceId)
  demand(game, witness.saw(view, told, seen))
}

/** One after the other: nobody misses much, and long sequences are not slow. A restart is no turn. */
function phonesLookedAt({ played }: Game): number[] {
  const turns = played.filter((text) => text !== 'restart()').length
  return [turns % PHONES.length]
}

/** The step alone, without a look around. */
export async function take(game: Game, step: Step): Promise<ReturnType<Calls['noticed']>> {
  const { calls, facts, seen, witness, played } = game
  played.push(step.text)
  const answer = await step.call(calls, seen, facts)
  const promised = step.promises?.(answer, seen, facts) ?? null
  demand(game, witness.answered(answer))
  const expected = step.expect(facts)
  const noticed = calls.noticed()
  demand(game, compareAnswer(answer, expected, seen))
  if (answer.status === 200) step.keep?.(seen, answer, facts)
  demand(game, compareNotices(noticed, expected.notices, seen))
  if (promised !== null) demand(game, witness.promised(promised))
  return noticed
}

function demand({ played }: Game, wrong: string | null): void {
  if (wrong !== null) throw new Error(`${wrong}\n  ${played.join(',\n  ')},`)
}
