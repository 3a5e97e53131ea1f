import type { Calls } from './calls.ts'
import type { Event, Proof } from './steps/event.ts'
import type { Sending } from './steps/state.ts'
import type { Todo } from './todo.ts'

type Passkeys = Pick<typeof import('./passkeys.ts'), 'prove'>
type PasskeyMaker = typeof import('./passkeys/make.ts')

interface Parts {
  calls: Calls
  /** Brings what knows of passkeys; fails without the network. */
  passkeys(): Promise<Passkeys>
  /** The same for what makes one. */
  passkeyMaker(): Promise<PasskeyMaker>
  nowMs(): number
  /** Remembers for this tab that its TV has been connected. */
  rememberConnected(): void
  /** Whether this phone can have a passkey, and its owner has not said "Not now" lately. */
  mayOffer(): boolean
  dispatch(event: Event): void
}

/** Does what a change of state asks for; every answer comes back as an event. */
export function makeAct(parts: Parts) {
  const { calls, passkeys, passkeyMaker, nowMs, rememberConnected, mayOffer, dispatch } = parts

  async function send(sending: Sending): Promise<Event> {
    switch (sending.call) {
      case 'sign-out':
        return { type: 'signed-out', answer: await calls.signOut() }
      case 'sign-up':
        return { type: 'signed-up', answer: await calls.signUp(sending.request) }
      case 'prove':
        return {
          type: 'proven',
          answer: await withPart(passkeys, ({ prove }) => prove(calls, sending.credential)),
        }
      case 'decide': {
        const { decision } = sending
        const answer = await calls.decide(decision)
        return { type: 'decided', decision, answer, now: nowMs() }
      }
    }
  }

  async function withPart<Part, T>(
    bring: () => Promise<Part>,
    run: (part: Part) => Promise<Proof<T>>,
  ): Promise<Proof<T>> {
    const part = await bring().catch(() => null)
    return part === null ? { kind: 'unreachable' } : run(part)
  }

  /** Whoever typed a password and has no passkey yet. */
  async function lookUpOffer(): Promise<Event | null> {
    if (!mayOffer()) return null
    const answer = await calls.session()
    return answer.kind === 'ok' && answer.value.passkeys === 0 ? { type: 'offer' } : null
  }

  async function run(todo: Todo): Promise<Event | null> {
    switch (todo.do) {
      case 'send':
        return send(todo.sending)
      case 'load':
        return { type: 'details', answer: await calls.details(todo.handle), now: nowMs() }
      case 'look-up-offer':
        return lookUpOffer()
      case 'make-passkey':
        return {
          type: 'made',
          answer: await withPart(passkeyMaker, ({ makePasskey }) => makePasskey(calls)),
        }
      case 'remember-connected':
        rememberConnected()
        return null
    }
  }

  return (todo: Todo): void => {
    void run(todo).then((event) => {
      if (event !== null) dispatch(event)
    })
  }
}
