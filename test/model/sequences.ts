import fc from 'fast-check'
import type { Calls } from './calls.ts'
import { APP_NAMES, type Place } from './cast.ts'
import { begin, type Game, play } from './play.ts'
import { redeem, requestByApp } from './steps/apps.ts'
import { approve } from './steps/decisions.ts'
import { request } from './steps/devices.ts'
import { addKey } from './steps/keys.ts'
import { match } from './steps/match.ts'
import { addPasskey, signInByPasskey } from './steps/passkeys.ts'
import type { Step } from './steps/step.ts'
import { STEPS } from './steps.ts'

/** Sequences have none to this many steps, about half of it on average. */
const MAX_STEPS = 40

type Command = fc.AsyncCommand<object, Game>

/** Where a sequence begins, and what happens then. */
export type Sequence = [before: Command[], commands: Iterable<Command>]

/** Sequences of steps, in which a failing one loses all that does not matter before it is shown. */
export function sequences(): fc.Arbitrary<Sequence> {
  const steps = STEPS.flatMap(({ weight, arbitrary }) => {
    const command = arbitrary.map((step): Command => new StepCommand(step))
    return Array.from({ length: weight }, () => command)
  })
  const commands = fc.commands<object, Game, false>(steps, {
    maxCommands: MAX_STEPS,
    size: 'max',
  })
  const before = beginnings().map((begun) => begun.map((step): Command => new StepCommand(step)))
  return fc.tuple(before, commands)
}

/** Much of what can go wrong does so only when somebody has got somewhere, so most sequences begin there. */
function beginnings(): fc.Arbitrary<Step[]> {
  const place: Place = 'home'
  const by = 'handle'
  const says = approve({ back: 0, phone: 0, place, by, password: false })
  const television: Step[] = [request({ tv: 0, place }), says]
  const otherPhone = approve({ back: 0, phone: 1, place, by, password: false, lasts: 3600 })
  const bobsPhone = signInByPasskey({ phone: 2, passkey: 0 })
  const fromTheRoad = approve({ back: 0, phone: 0, place: 'road', by, password: false })
  const matching: Step[] = [request({ tv: 1, place }), fromTheRoad]
  const tokens = fc.record({
    app: fc.constantFrom(...APP_NAMES),
    key: fc.constantFrom(null, 'app-a' as const),
  })
  const fetched = tokens.map((asked) => [
    requestByApp({ ...asked, place }),
    says,
    redeem({ back: 0, key: 'own' }),
  ])
  const signed = { back: 0, phone: 3, by, password: false, key: 0, payload: 'one' } as const
  const byKey = approve({ ...signed, place })
  const byKeyFromTheRoad = approve({ ...signed, place: 'road' })
  const taking: Step[] = [request({ tv: 0, place, takesPayload: true })]
  const other = fc.constantFrom<Step[]>(
    [...television, request({ tv: 1, place }), otherPhone],
    [...television, addPasskey({ phone: 0 }), bobsPhone],
    [addKey({ phone: 1 }), ...taking, byKey],
    [addKey({ phone: 0 }), ...taking, byKeyFromTheRoad],
    [...taking, approve({ back: 0, phone: 1, place, by, password: false, payload: 'one' })],
    matching,
    [...matching, match({ back: 0, right: true })],
  )
  return fc.oneof(fc.constant<Step[]>([]), fc.constant(television), fetched, other)
}

/** Plays a sequence; what is not possible at its turn is left out. */
export async function playSequence(calls: Calls, [before, commands]: Sequence): Promise<void> {
  const game = await begin(calls)
  for (const command of before) await command.run({}, game)
  await fc.asyncModelRun(async () => ({ model: {}, real: game }), commands)
}

class StepCommand implements Command {
  readonly #step: Step

  constructor(step: Step) {
    this.#step = step
  }

  check(): boolean {
    return true
  }

  async run(_model: object, game: Game): Promise<void> {
    if (this.#step.possible(game.facts)) await play(game, this.#step)
  }

  toString(): string {
    return this.#step.text
  }
}
