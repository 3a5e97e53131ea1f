import { PASSWORD_MAX_BYTES } from '../../credentials/passwords.ts'

/**
 * Why a password that somebody chooses is too weak, as a sentence for the person; `null` when it will do. As
 * NIST SP 800-63B §5.1.1.2 has it, only what is tried first is refused: no rule asks for digits or capitals.
 *
 * @param whose names that whoever guesses knows, too
 * @param minLength in characters (code points of the NFC form)
 */
export function weakness(
  password: string,
  whose: { username: string; name: string },
  minLength: number,
): string | null {
  const normal = password.normalize('NFC')
  if ([...normal].length < minLength) return `Use at least ${minLength} characters.`
  if (Math.max(Buffer.byteLength(password), Buffer.byteLength(normal)) > PASSWORD_MAX_BYTES) {
    return 'This password is too long.'
  }
  const letters = withoutRepetition(folded(normal))
  if (new Set(letters).size < ENOUGH) return 'The same few characters come again and again.'
  const shapes = shapesOf(letters)
  const own = wordsOf(whose).map((word) => found(shapesOf(word), shapes))
  if (thoughtsIn(letters, own) < ENOUGH) return 'A name makes up most of this password.'
  const common = FIRST_TRIED.map((word) => found(word, shapes))
  return thoughtsIn(letters, [...own, ...common, runs(letters), years(letters)]) < ENOUGH
    ? 'This is one of the passwords that are tried first.'
    : null
}

/** So many characters or stretches must be the person's own: four digits on top of a name are a few thousand tries. */
const ENOUGH = 5

/** What many put in the place of a letter; 1 stands for two of them, which are therefore taken for one. */
const LOOKALIKES: Record<string, string> = {
  l: 'i',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}

/** What the best known lists of leaked passwords are made of, beside runs of keys. */
const FIRST_TRIED = [
  ...['password', 'passwort', 'motdepasse', 'contraseña', 'senha', 'passwd', 'secret', 'geheim'],
  ...['iloveyou', 'teamo', 'jetaime', 'letmein', 'welcome', 'willkommen', 'bienvenue', 'hello'],
  ...['admin', 'administrator', 'login', 'master', 'changeme', 'default', 'guest', 'whatever'],
  ...['sunshine', 'princess', 'princesa', 'football', 'baseball', 'superman', 'batman', 'pokemon'],
  ...['starwars', 'dragon', 'monkey', 'shadow', 'schatz', 'chocolate', 'computer', 'internet'],
  ...['trustno1', 'michael', 'charlie', 'jordan', 'summer', 'winter', 'spring', 'autumn', 'sommer'],
  ...['1q2w3e4r', '1qaz2wsx', 'qazwsxedc', 'zaq12wsx', 'q1w2e3r4', 'family', 'television', 'abc'],
].map((word) => shapesOf([...word]))

/** What lies side by side on keyboards and in alphabets. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  ...['qwertyuiop', 'qwertzuiopü', 'azertyuiop', 'asdfghjklñ', 'qsdfghjklm', 'zxcvbnm', 'yxcvbnm'],
  '!@#$%^&*()',
]

/** Steps as short as these are found in good passwords, too. */
const SHORTEST_RUN = 3

/** Names of two letters are in every other password by chance. */
const SHORTEST_WORD = 3

/** One entry a character, so that what is found in one form stands at the same place in another. */
function folded(text: string): string[] {
  return [...text].map((letter) => [...letter.toLowerCase()][0] ?? letter)
}

function shapesOf(letters: readonly string[]): string[] {
  return letters.map((letter) => LOOKALIKES[letter] ?? letter)
}

/** The part that comes again and again, or all of it where none does. */
function withoutRepetition(letters: readonly string[]): string[] {
  const period = letters.findIndex(
    (_, length) => length > 0 && letters.every((letter, at) => letter === letters[at % length]),
  )
  return letters.slice(0, period === -1 ? letters.length : period)
}

function wordsOf({ username, name }: { username: string; name: string }): string[][] {
  const texts = [username, name, 'couchlink'].map((text) => text.normalize('NFC'))
  return texts
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map(folded)
    .filter((word) => word.length >= SHORTEST_WORD)
}

type Mark = readonly boolean[]

function found(word: readonly string[], letters: readonly string[]): Mark {
  const marks = letters.map(() => false)
  letters.forEach((_, start) => {
    if (word.every((letter, at) => letters[start + at] === letter)) {
      marks.fill(true, start, start + word.length)
    }
  })
  return marks
}

/** Three and more that are the same, or neighbours, always in the same direction. */
function runs(letters: readonly string[]): Mark {
  const marks = letters.map(() => false)
  for (const step of [-1, 0, 1]) {
    let start = 0
    letters.forEach((letter, at) => {
      if (at > 0 && !follows(letters[at - 1] ?? '', letter, step)) start = at
      if (at - start + 1 >= SHORTEST_RUN) marks.fill(true, start, at + 1)
    })
  }
  return marks
}

function follows(before: string, letter: string, step: number): boolean {
  if (step === 0) return before === letter
  return ROWS.some((row) => row.includes(before) && row[row.indexOf(before) + step] === letter)
}

function years(letters: readonly string[]): Mark {
  const marks = letters.map(() => false)
  letters.forEach((_, at) => {
    if (/^(19|20)\d\d$/.test(letters.slice(at, at + 4).join(''))) marks.fill(true, at, at + 4)
  })
  return marks
}

/** How much somebody had to think of: every stretch of what is marked counts as one. */
function thoughtsIn(letters: readonly string[], marks: readonly Mark[]): number {
  const isMarked = (at: number) => marks.some((mark) => mark[at])
  return letters.filter((_, at) => !isMarked(at) || !isMarked(at - 1)).length
}
