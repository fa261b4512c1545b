import type { SkeletonName } from "@cellweave/engine/model/skeleton";
import type { ComponentType } from "react";
import { Datum, Square, Way, Work } from "./shapes.tsx";

const lanes = [7, 16, 25];

function MapPicture() {
  return lanes.map((y) => (
    <g key={y}>
      <Way d={`M8 ${y}H40`} />
      <Datum x={7} y={y} />
      <Work x={24} y={y} />
      <Datum x={41} y={y} strong />
    </g>
  ));
}

function ZipPicture() {
  return lanes.map((y) => (
    <g key={y}>
      <Way d={`M6 ${y}H40`} />
      <Datum x={6} y={y} />
      <Datum x={13} y={y} />
      <Work x={27} y={y} />
      <Datum x={41} y={y} strong />
    </g>
  ));
}

function ProductPicture() {
  return (
    <>
      <Way d="M10 27H30M10 27V5" />
      {[14, 20, 26].flatMap((x) =>
        [8, 14, 20].map((y) => <Square key={`${x} ${y}`} x={x - 2} y={y - 2} width={4.4} height={4.4} />),
      )}
      <Way d="M32 16H38" />
      <Datum x={41} y={16} strong />
    </>
  );
}

function FarmPicture() {
  return (
    <>
      <Way d="M3 16H13M35 16H45M13 16C17 16 16 7 19 7M13 16H19M13 16C17 16 16 25 19 25M29 7C32 7 31 16 35 16M29 16H35M29 25C32 25 31 16 35 16" />
      {[3, 8, 13].map((x) => (
        <Datum key={x} x={x} y={16} />
      ))}
      {lanes.map((y) => (
        <Work key={y} x={24} y={y} />
      ))}
      <Datum x={37} y={16} strong />
      <Datum x={43} y={16} strong />
    </>
  );
}

function ReducePicture() {
  return (
    <>
      <Way d="M8 5L22 9M8 12L22 9M8 20L22 23M8 27L22 23M22 9L36 16M22 23L36 16M36 16H42" />
      {[5, 12, 20, 27].map((y) => (
        <Datum key={y} x={7} y={y} />
      ))}
      <Work x={22} y={9} width={7} />
      <Work x={22} y={23} width={7} />
      <Work x={34} y={16} width={7} />
      <Datum x={43} y={16} strong />
    </>
  );
}

function MapReducePicture() {
  return (
    <>
      <Way d="M6 6H18M6 16H18M6 26H18M18 6L33 16M18 16H33M18 26L33 16M33 16H42" />
      {[6, 16, 26].map((y) => (
        <g key={y}>
          <Datum x={5} y={y} />
          <Work x={17} y={y} width={8} />
        </g>
      ))}
      <Work x={33} y={16} width={7} height={10} />
      <Datum x={43} y={16} strong />
    </>
  );
}

function ScanPicture() {
  return (
    <>
      {[0, 1, 2, 3, 4].map((step) => (
        <Square
          key={step}
          x={6 + step * 7.6}
          y={24 - step * 4.4}
          width={5.4}
          height={3.4 + step * 4.4}
          strong={step === 4}
        />
      ))}
      <Way d="M5 29.5H43" />
    </>
  );
}

function StencilPicture() {
  const near = new Set(["2 1", "1 1", "3 1", "2 0", "2 2"]);
  return [0, 1, 2, 3, 4].flatMap((column) =>
    [0, 1, 2].map((row) => (
      <g key={`${column} ${row}`} opacity={near.has(`${column} ${row}`) ? 1 : 0.45}>
        <Square x={6 + column * 7.4} y={5 + row * 7.4} width={6} height={6} strong={column === 2 && row === 1} />
      </g>
    )),
  );
}

function PipePicture() {
  return (
    <>
      <Way d="M3 16H45" />
      <Datum x={4} y={16} />
      <Work x={13} y={16} width={8} height={9} />
      <Datum x={20.5} y={16} />
      <Work x={28} y={16} width={8} height={9} />
      <Datum x={35.5} y={16} />
      <Work x={42} y={16} width={7} height={9} />
    </>
  );
}

function ForkPicture() {
  return (
    <>
      <Way d="M6 16C14 16 12 7 18 7M6 16H18M6 16C14 16 12 25 18 25" />
      <Datum x={6} y={16} />
      <Work x={25} y={7} width={14} />
      <Work x={22} y={16} width={8} />
      <Work x={29} y={25} width={22} />
    </>
  );
}

function DivideAndConquerPicture() {
  return (
    <>
      <Way d="M24 6L14 15M24 6L34 15M14 15L8 25M14 15L20 25M34 15L28 25M34 15L40 25" />
      <Work x={24} y={6} width={12} />
      <Work x={14} y={15} width={9} />
      <Work x={34} y={15} width={9} />
      {[8, 20, 28, 40].map((x) => (
        <Datum key={x} x={x} y={26} strong />
      ))}
    </>
  );
}

function IteratePicture() {
  return (
    <>
      <Way d="M4 20H44M33 20C40 20 40 6 24 6C10 6 10 14 14 17M14 17L10.5 15.6M14 17L15 13.2" />
      <Datum x={4} y={20} />
      <Work x={24} y={20} width={14} height={9} />
      <Datum x={44} y={20} strong />
    </>
  );
}

function EachPicture() {
  return (
    <>
      <Way d="M9 4H5V28H9" />
      {lanes.map((y) => (
        <g key={y}>
          <Work x={23} y={y} width={22} height={7} />
          <Way d={`M15 ${y}H21M24 ${y}H31`} />
          <Way d={`M34 ${y}H39`} />
          <Datum x={42} y={y} strong />
        </g>
      ))}
    </>
  );
}

function SweepPicture() {
  const tried = [
    [14, 20],
    [18, 12],
    [23, 22],
    [32, 17],
    [37, 9],
    [20, 25],
    [40, 21],
  ] as const;
  return (
    <>
      <Way d="M7 4V28H44" />
      {tried.map(([x, y]) => (
        <Datum key={`${x} ${y}`} x={x} y={y} />
      ))}
      <circle cx={28} cy={10} r={4.6} fill="none" stroke="var(--cw-accent)" strokeWidth={1.1} />
      <Datum x={28} y={10} strong />
    </>
  );
}

function KFoldPicture() {
  return [0, 1, 2, 3].flatMap((row) =>
    [0, 1, 2, 3].map((column) => (
      <Square
        key={`${row} ${column}`}
        x={5 + column * 9.8}
        y={4 + row * 6.4}
        width={8.4}
        height={4.6}
        strong={row === column}
      />
    )),
  );
}

function EnsemblePicture() {
  return (
    <>
      <Way d="M18 7L34 16M18 16H34M18 25L34 16M34 16H43" />
      <Work x={13} y={7} width={14} />
      <Work x={13} y={16} width={14} />
      <Work x={13} y={25} width={14} />
      <circle cx={33} cy={16} r={4.4} fill="var(--cw-accent-soft)" stroke="var(--cw-accent)" strokeWidth={1.2} />
      <Datum x={43} y={16} strong />
    </>
  );
}

function TrainPicture() {
  return (
    <>
      <ellipse cx={24} cy={16} rx={15} ry={9.5} fill="none" stroke="var(--cw-line-strong)" strokeWidth={1.1} />
      <Work x={24} y={6.5} width={11} />
      <Work x={10} y={20} width={11} />
      <Work x={38} y={20} width={11} />
      <Datum x={24} y={16} strong />
    </>
  );
}

function FederatedPicture() {
  const clients = [
    [8, 6],
    [40, 6],
    [8, 26],
    [40, 26],
  ] as const;
  return (
    <>
      {clients.map(([x, y]) => (
        <g key={`${x} ${y}`}>
          <Way d={`M24 16L${x} ${y}`} dashed />
          <Work x={x} y={y} width={9} />
        </g>
      ))}
      <circle cx={24} cy={16} r={4.6} fill="var(--cw-accent)" />
    </>
  );
}

const pictures = {
  map: MapPicture,
  zip: ZipPicture,
  product: ProductPicture,
  farm: FarmPicture,
  reduce: ReducePicture,
  mapreduce: MapReducePicture,
  scan: ScanPicture,
  stencil: StencilPicture,
  pipe: PipePicture,
  fork: ForkPicture,
  dc: DivideAndConquerPicture,
  iterate: IteratePicture,
  each: EachPicture,
  sweep: SweepPicture,
  kfold: KFoldPicture,
  ensemble: EnsemblePicture,
  train: TrainPicture,
  fedavg: FederatedPicture,
} satisfies Record<SkeletonName, ComponentType>;

/** A skeleton as a small picture: data are dots, code is a box, what comes out is in the accent colour. */
export function SkeletonPicture({
  skeleton,
  className,
}: {
  readonly skeleton: SkeletonName;
  readonly className?: string;
}) {
  const Picture = pictures[skeleton];
  return (
    <svg viewBox="0 0 48 32" aria-hidden="true" className={className}>
      <Picture />
    </svg>
  );
}

export function isSkeletonName(name: string): name is SkeletonName {
  return Object.hasOwn(pictures, name);
}
