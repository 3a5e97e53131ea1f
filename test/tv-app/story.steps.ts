import type { HelloOutcome } from '../../tv-app/client/hello.ts'
import type { Effect, Key, State, Step, StoryEvent } from '../../tv-app/src/story/state.ts'
import { step } from '../../tv-app/src/story.ts'
import { screens, stateOf } from './story.states.ts'

/** The story at one of the listed screens. */
export function on(name: string, rest: Partial<State> = {}): State {
  const screen = screens[name]
  if (!screen) throw new Error(`There is no screen "${name}".`)
  return stateOf(screen, rest)
}

export const key = (pressed: Key, repeat = false): StoryEvent => ({
  type: 'key',
  key: pressed,
  repeat,
})
export const hello = (outcome: HelloOutcome): StoryEvent => ({ type: 'hello', outcome })
export const timer = (name: Extract<Effect, { do: 'timer' }>['name']): StoryEvent => ({
  type: 'timer',
  name,
})
export const does = ({ effects }: Step, what: Effect['do']) =>
  effects.some((effect) => effect.do === what)
export const wait = ({ effects }: Step, name: string) =>
  effects.find((effect) => effect.do === 'timer' && effect.name === name)

/** What the story is and does after all this. */
export function play(state: State, ...happened: StoryEvent[]): Step {
  return happened.reduce<Step>((now, event) => step(now.state, event), { state, effects: [] })
}
