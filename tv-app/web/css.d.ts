/** Vite gives the minified text. */
declare module '*.css?inline' {
  const text: string
  export default text
}
