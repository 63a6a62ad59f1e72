declare module 'virtual:tokens' {
  /** Declarations for light and for dark. */
  const tokens: [string, string]
  export default tokens
}
