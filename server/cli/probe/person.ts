import type { Link } from './links.ts'

/** Why something cannot be tried here, for the table. */
export interface Unable {
  unable: string
}

/** Whether the server took what the person did. */
export type Deed = 'done' | 'refused' | Unable

/** What a person gets to see before saying yes. */
export interface Facts {
  /** As the page calls whatever asks; `null` where it says nothing. */
  names: string | null
  /** Whether the code stands there to be compared. */
  showsCode: boolean
  /** Whether there is a way to say no; `null` where that cannot be seen. */
  declines: boolean | null
}

/** Whoever holds the phone: somebody with an account, nobody in particular, or the one who runs the probe. */
export interface Person {
  /** How long an answer may take once the person was asked; 0 where it is there at once. Milliseconds. */
  patienceMs: number
  /** @param typed the user code as it is typed, in place of scanning */
  approve(link: Link, typed?: string): Promise<Deed>
  deny(link: Link): Promise<Deed>
  /** Says yes without ever having signed in. */
  approveAsNobody(link: Link): Promise<Deed>
  facts(link: Link): Promise<Facts | Unable>
  /** Whether the decision was really made; asked where nothing has come of it. */
  hasDecided(): Promise<boolean>
  /**
   * Types a code that nobody was given. `limited`: the server lets this person guess no further.
   *
   * @param link one of the server's own, whose page it is typed into
   */
  guess(code: string, link: Link): Promise<'missed' | 'limited' | Unable>
}

export function isUnable<T>(value: T | Unable): value is Unable {
  return typeof value === 'object' && value !== null && 'unable' in value
}
