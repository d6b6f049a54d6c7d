let answer: boolean | null = null;

/** Whether this browser gives out a WebGL context; asked once. */
export function hasWebGL(): boolean {
  answer ??= document.createElement('canvas').getContext('webgl') !== null;
  return answer;
}
