import { describe, expect, it } from 'vitest'

import { weakness } from '../../../../server/flow/sign-in/password-rules.ts'

const ELIZA = { username: 'eliza', name: 'Eliza Doolittle' }
const weak = (password: string, whose = ELIZA, minLength = 10) =>
  weakness(password, whose, minLength)

describe('a password that somebody chooses', () => {
  it.each([
    'correct horse battery',
    'purple-otter-92',
    'Grüne Wiese 7',
    'k3#pQz!vR8',
    '9f3c1b7a2e',
    'パスワードではない言葉',
    'мой дом у моря',
    '🦊🐢🦉🐙🦀🐝🦋🐌🐞🦔',
    'Eliza likes 41 walnuts',
    'walnuts@2024-harbour',
  ])('will do: %s', (password) => {
    expect(weak(password)).toBe(null)
  })

  it.each([
    ['eliza12345', 'my user name and a row of digits'],
    ['Doolittle99', 'my family name'],
    ['E.Doolittle!', 'my name'],
    ['3l1za3l1za', 'my name in digits'],
    ['couchlink2024', 'what is signed in to'],
    ['Couch1ink!!!!', 'the same in digits'],
    ['password123', 'the word itself'],
    ['P@ssw0rd2024', 'the word in disguise'],
    ['motdepasse1', 'the word in French'],
    ['summer2024!', 'a season and a year'],
    ['1234567890', 'a row of digits'],
    ['9876543210', 'the same backwards'],
    ['qwertyuiop', 'a row of keys'],
    ['QWERTZUIOP', 'the same on another keyboard'],
    ['abcdefghij', 'the alphabet'],
    ['1q2w3e4r5t', 'two rows of keys'],
    ['aaaaaaaaaa', 'one character'],
    ['ababababababab', 'two in turn'],
    ['abbabaabba', 'two in any order'],
    ['xk7xk7xk7xk7', 'three again and again'],
    ['passwordpassword', 'a word twice'],
    ['eliza7xeliza7x', 'a name and a little, twice'],
  ])('is too weak: %s (%s)', (password) => {
    expect(weak(password)).toMatch(/\.$/)
  })

  it('has as many characters as the operator asks for, however they are written', () => {
    expect(weak('k3#pQz!vR', ELIZA)).toBe('Use at least 10 characters.')
    expect(weak('k3#pQz!vR', ELIZA, 9)).toBe(null)
    // Nine letters, of which three are typed as a letter and its accent.
    const decomposed = 'áéíbxkwqz'.normalize('NFD')
    expect(decomposed.length).toBe(12)
    expect(weak(decomposed)).toBe('Use at least 10 characters.')
    // One character each, and two units of UTF-16.
    expect(weak('🦊🐢🦉🐙🦀🐝🦋🐌🐞')).toBe('Use at least 10 characters.')
  })

  it('is no longer than what is hashed', () => {
    const words = (count: number) => Array.from({ length: count }, (_, at) => `ß${at}`).join('')
    expect(weak(words(66))).toBe(null)
    expect(Buffer.byteLength(words(70))).toBeGreaterThan(256)
    expect(weak(words(70))).toBe('This password is too long.')
  })

  it('may hold short names, which are in many words', () => {
    expect(weak('albatross-li', { username: 'al', name: 'Li' })).toBe(null)
  })

  it('is judged by the own name alone, not by everybody’s', () => {
    expect(weak('doolittle-99', { username: 'bob', name: 'Bob' })).toBe(null)
  })

  it('costs little to judge, whatever it is', () => {
    for (const letter of ['a', '1', 'passwd', 'ab', '.*']) {
      expect(weak(letter.repeat(Math.floor(256 / letter.length)))).toMatch(/\.$/)
    }
  })
})
