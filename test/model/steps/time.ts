import { clearAway, endDue } from '../clear-away.ts'
import { done, type Step, textOf, yes } from './step.ts'

export function pass(given: { seconds: number }): Step {
  return {
    text: textOf('pass', given),
    possible: () => true,
    expect(facts) {
      facts.now += given.seconds
      return yes()
    },
    async call(calls) {
      calls.clock.now += given.seconds
      return done(true)
    },
  }
}

/** The server clears away what has ended, as it does every minute. */
export function sweep(): Step {
  return {
    text: 'sweep()',
    possible: () => true,
    expect(facts) {
      clearAway(facts)
      return yes()
    },
    async call(calls) {
      await calls.sweep()
      return done(true)
    },
  }
}

/** The server ends what has run out and tells its televisions, as it does every few seconds. */
export function endDueBindings(): Step {
  return {
    text: 'endDueBindings()',
    possible: () => true,
    expect: (facts) =>
      yes(undefined, ...endDue(facts).map((device) => [device, 'DeviceUnbound'] as const)),
    async call(calls) {
      await calls.endDueBindings()
      return done(true)
    },
  }
}

/** The power fails and comes back. Only the pace of questions was nowhere but in memory. */
export function restart(): Step {
  return {
    text: 'restart()',
    possible: () => true,
    expect(facts) {
      for (const link of facts.links) link.pace = null
      return yes()
    },
    async call(calls) {
      await calls.restart()
      return done(true)
    },
  }
}
