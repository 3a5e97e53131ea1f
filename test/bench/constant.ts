/** The answer of both floors: as long as a hello, and the same every time. */
export const CONSTANT = {
  name: 'Eliza',
  color: '#CCCDFD',
  binding: 'AAAAAAAAAAAAAAAAAAAAAA',
  goodbye_seconds: 5,
  back_on_home: null,
  link: {
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    state: 'approved',
    expires_in: 0,
    claimed_by: null,
    reason: null,
  },
}

/** Node's own 5 s would close connections between two rounds. */
export const KEEP_ALIVE_MS = 65_000
