/** Cellweave's mark: two threads that cross between cells. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="!size-7">
      <rect width="32" height="32" rx="8" fill="#3451c7" />
      <path
        d="M10 10.5h4.5c4 0 3 11 7.5 11M10 21.5h4.5c4 0 3-11 7.5-11"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <g fill="#fff">
        <circle cx="9" cy="10.5" r="3" />
        <circle cx="9" cy="21.5" r="3" />
        <circle cx="23" cy="10.5" r="3" />
        <circle cx="23" cy="21.5" r="3" />
      </g>
    </svg>
  );
}
