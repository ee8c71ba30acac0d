const shapes = {
  check: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5 8.2l2.1 2.1L11 6.2",
  triangle: "M8 2 1.4 13.5h13.2zM8 6.4v3.2M8 11.6v.1",
  cross: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM6 6l4 4M10 6l-4 4",
  dash: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5.2 8h5.6",
  resize: "M5 13.5v-11M2 5.5l3-3 3 3M11 2.5v11M8 10.5l3 3 3-3",
  out: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  in: "M8 3v10M3.5 8.5 8 13l4.5-4.5",
  hold: "M3 6h10M3 10h10",
  pulse: "M1 8h3.2l2-4.5 3.4 9 2-4.5H15",
  file: "M4 1.5h5.5l3 3v10H4zM9 1.5V5h3.5M6.2 8.5h4M6.2 11h4",
  eye: "M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  pause: "M5.5 3v10M10.5 3v10",
};

export type IconName = keyof typeof shapes;

/** Decoration only: what it means always stands beside it in words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
