import type { CouchlinkClient, Timers } from '../client/couchlink-tv.ts'
import type { Platform } from './platform.ts'
import type { Account } from './story/screen.ts'
import type { Effect, State, Step, StoryEvent } from './story/state.ts'
import { begin, step } from './story.ts'

/** The last account of this TV, over restarts. Only ever drawn, never believed. */
export interface Memory {
  read(): Account | null
  write(account: Account | null): void
}

interface PlayParts {
  client: CouchlinkClient
  timers: Timers
  memory: Memory
  platform: Pick<Platform, 'habits' | 'leave'>
  /** 0 up to but not 1. */
  random(): number
}

/** The story being played: it holds the state, takes events, and does what they ask for. */
export class Play {
  private readonly parts: PlayParts
  private now: State
  private readonly pending = new Map<string, unknown>()
  private readonly watchers: ((state: State) => void)[] = []
  private hello: 'idle' | 'asked' | 'again' | 'void' = 'idle'
  private painted = false
  private listening: Extract<Effect, { do: 'listen' }> | null = null

  constructor(parts: PlayParts) {
    this.parts = parts
    const first = begin(parts.memory.read(), parts.platform.habits)
    this.now = first.state
    this.take(first)
  }

  get state(): State {
    return this.now
  }

  /** Calls back at once and with every change. */
  watch(watcher: (state: State) => void): void {
    this.watchers.push(watcher)
    watcher(this.now)
  }

  dispatch(event: StoryEvent): void {
    this.take(step(this.now, event))
  }

  wake(): void {
    this.parts.client.wake()
    this.dispatch({ type: 'wake' })
  }

  /** The screen has been drawn, so the heavy notice library no longer holds it up. */
  hasPainted(): void {
    this.painted = true
    if (this.listening) this.parts.client.listen(this.listening.notices)
    this.listening = null
  }

  close(): void {
    for (const timer of this.pending.values()) this.parts.timers.clear(timer)
    this.pending.clear()
    this.watchers.length = 0
    this.parts.client.close()
  }

  private take({ state, effects }: Step): void {
    this.now = state
    for (const effect of effects) this.perform(effect)
    for (const watcher of this.watchers) watcher(state)
  }

  private perform(effect: Effect): void {
    const { client, memory } = this.parts
    switch (effect.do) {
      case 'hello':
        this.askHello()
        break
      case 'requestLink':
        void client.requestLink().then((outcome) => this.decided({ type: 'link', outcome }))
        break
      case 'answerMatch': {
        const { linkId, number } = effect
        void client
          .answerMatch(linkId, number)
          .then((outcome) => this.decided({ type: 'match', linkId, outcome }))
        break
      }
      case 'goodbye':
        void client.goodbye(effect.binding).then((done) => this.decided({ type: 'goodbye', done }))
        break
      case 'cancelLink':
        void client.cancelLink(effect.linkId)
        break
      case 'catalogue':
        void client.catalogue().then((outcome) => this.dispatch({ type: 'catalogue', outcome }))
        break
      case 'media': {
        const { titleId } = effect
        void client
          .media(titleId)
          .then((outcome) => this.dispatch({ type: 'media', titleId, outcome }))
        break
      }
      case 'listen':
        if (this.painted) client.listen(effect.notices)
        else if (effect.notices || !this.listening) this.listening = effect
        break
      case 'remember':
        memory.write(effect.account)
        break
      case 'forget':
        memory.write(null)
        break
      case 'leave':
        this.parts.platform.leave(effect.asked)
        break
      case 'timer':
        this.setTimer(effect)
        break
      case 'stop':
        this.parts.timers.clear(this.pending.get(effect.name))
        this.pending.delete(effect.name)
    }
  }

  private setTimer({ name, fromMs, toMs }: Extract<Effect, { do: 'timer' }>): void {
    const { timers, random } = this.parts
    timers.clear(this.pending.get(name))
    const run = () => {
      this.pending.delete(name)
      this.dispatch({ type: 'timer', name })
    }
    this.pending.set(name, timers.set(run, fromMs + random() * (toMs - fromMs)))
  }

  /** One hello at a time, and one more for whatever happened meanwhile: a flood of notices costs no more. */
  private askHello(): void {
    if (this.hello !== 'idle') {
      if (this.hello === 'asked') this.hello = 'again'
      return
    }
    this.hello = 'asked'
    void this.parts.client.hello().then((outcome) => {
      const asked = this.hello
      this.hello = 'idle'
      if (asked !== 'asked') this.askHello()
      if (asked !== 'void') this.dispatch({ type: 'hello', outcome })
    })
  }

  /** A new link request, a number or a goodbye makes a hello that is still under way an answer to the past. */
  private decided(event: StoryEvent): void {
    if (this.hello !== 'idle') this.hello = 'void'
    this.dispatch(event)
  }
}
