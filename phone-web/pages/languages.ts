export { isLang, LANGS, LANGUAGES, type Lang } from '../texts/languages.ts'
