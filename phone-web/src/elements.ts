/** The parts of index.html that change; a page without one of them is broken, and says which. */
export type Elements = ReturnType<typeof elementsOf>

export function elementsOf(document: Document) {
  const find = <T extends HTMLElement>(id: string, type: abstract new () => T): T => {
    const found = document.getElementById(id)
    if (!(found instanceof type)) throw new Error(`index.html has no fitting #${id}`)
    return found
  }
  return {
    form: find('form', HTMLFormElement),
    title: find('title', HTMLElement),
    which: find('which', HTMLElement),
    where: find('where', HTMLElement),
    place: find('place', HTMLElement),
    started: find('started', HTMLElement),
    digits: find('digits', HTMLElement),
    tv: find('tv', HTMLElement),
    shownCode: find('shown-code', HTMLElement),
    compare: find('compare', HTMLElement),
    code: find('code', HTMLInputElement),
    account: find('account', HTMLElement),
    accountName: find('account-name', HTMLElement),
    accountColor: find('account-color', HTMLElement),
    signOut: find('sign-out', HTMLButtonElement),
    credentials: find('credentials', HTMLFieldSetElement),
    username: find('username', HTMLInputElement),
    password: find('password', HTMLInputElement),
    showPassword: find('show-password', HTMLButtonElement),
    remember: find('remember', HTMLInputElement),
    status: find('status', HTMLElement),
    again: find('again', HTMLButtonElement),
    actions: find('actions', HTMLElement),
    connect: find('connect', HTMLButtonElement),
    connectText: find('connect-text', HTMLElement),
    refuse: find('refuse', HTMLButtonElement),
    typeCode: find('type-code', HTMLElement),
  }
}
