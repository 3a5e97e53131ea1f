import type { Elements } from './elements.ts'
import { typedIn } from './page.ts'
import type { Event } from './steps/event.ts'
import type { State } from './steps/state.ts'

/** What the person does becomes an event. `state` is the one that stands when they do it. */
export function listen(page: Elements, state: () => State, dispatch: (event: Event) => void): void {
  const connect = () => {
    // Enter in a field presses the button also where it is hidden.
    if (!page.connect.hidden) dispatch({ type: 'connect', form: typedIn(page), now: Date.now() })
  }
  const usePasskey = () => dispatch({ type: 'passkey', form: typedIn(page), now: Date.now() })
  onSubmit(page.form, connect)
  onSubmit(page.signUpForm, () => {
    const { signUpUsername, signUpName, signUpPassword } = page
    const [username = '', name = '', password = ''] = [
      signUpUsername?.value,
      signUpName?.value,
      signUpPassword?.value,
    ]
    dispatch({ type: 'sign-up', request: { username, name, password } })
  })
  onTap(page.refuse, () => dispatch({ type: 'refuse' }))
  onTap(page.signOut, () => dispatch({ type: 'sign-out' }))
  onTap(page.passkey, usePasskey)
  onTap(page.offerPasskey, () => dispatch({ type: 'make-passkey' }))
  onTap(page.offerLater, () => dispatch({ type: 'decline' }))
  // "Try again": what failed once more, with what stands in the form now.
  onTap(page.again, () => {
    const now = state()
    if (now.at === 'failed') dispatch({ type: 'retry' })
    const again = now.at === 'asking' ? now.note?.again : null
    if (again === 'connect') connect()
    else if (again === 'passkey') usePasskey()
    else if (again) dispatch({ type: again })
  })
}

export function onTap(element: HTMLElement | null, run: () => void): void {
  element?.addEventListener('click', run)
}

function onSubmit(form: HTMLFormElement | null, run: () => void): void {
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    run()
  })
}
