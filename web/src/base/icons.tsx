import type { ReactNode } from "react";

function icon(body: ReactNode) {
  return function Icon({ size = 18 }: { size?: number }) {
    return (
      <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
        {body}
      </svg>
    );
  };
}

export const WatchIcon = icon(<path d="M2.5 10S5.3 5 10 5s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z" />);
export const FeedIcon = icon(<path d="M3 5h14M3 10h14M3 15h9" />);
export const ImportIcon = icon(<path d="M10 3v9m0 0 3.5-3.5M10 12 6.5 8.5M3 14v2.5h14V14" />);
export const ReleaseIcon = icon(<path d="M4 4v12M8 10h9m0 0-3.5-3.5M17 10l-3.5 3.5" />);
export const AgreementIcon = icon(<path d="M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5M7.5 13h5" />);
export const DutyIcon = icon(<path d="M10 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 7v3.8l2.6 1.6M8 1.8h4" />);
export const PlaybookIcon = icon(<path d="M3 4.5h5v3H3zM12 4.5h5v3h-5zM7.5 13h5v3h-5zM5.5 7.5V10h9V7.5M10 10v3" />);
export const ExpertIcon = icon(<path d="M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16.5a5 5 0 0 1 10 0M13 4.4a2.6 2.6 0 0 1 0 5M14.5 12a5 5 0 0 1 3 4.5" />);
export const TrainingIcon = icon(<path d="M2.5 7.5 10 4l7.5 3.5L10 11zM5.5 9.2v3.6c0 1.3 2 2.4 4.5 2.4s4.5-1.1 4.5-2.4V9.2M17.5 7.5v4" />);
export const IncidentIcon = icon(<path d="M10 2.8 16.2 5v5c0 3.6-2.6 6-6.2 7.2C6.4 16 3.8 13.6 3.8 10V5zM10 6.8v4M10 13.3v.1" />);
export const ExerciseIcon = icon(<path d="M4 3.5v13M4 4.2h10.5l-2.2 3.3 2.2 3.3H4" />);
export const TrashIcon = icon(<path d="M4 5.5h12M8 5V3.5h4V5M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5" />);
export const WarningIcon = icon(<path d="M3 11.5V8.2l9.5-4.4v12L3 11.5zM5.5 12.6l1 3.9h2.2l-.9-2.9M15 7.6a3.4 3.4 0 0 1 0 4.6" />);
export const AlertIcon = icon(<path d="M3.5 16.5v-3h2.6v3zM8.7 16.5v-7h2.6v7zM13.9 16.5V3.5h2.6v13z" />);
export const SituationIcon = icon(<path d="M2.5 5.5 7.5 3.5l5 2 5-2v11l-5 2-5-2-5 2zM7.5 3.5v11M12.5 5.5v11" />);
export const AssistIcon = icon(<path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM5.2 5.2l2.7 2.7m4.2 4.2 2.7 2.7m0-9.6-2.7 2.7m-4.2 4.2-2.7 2.7" />);
export const CrisisIcon = icon(<path d="M5.5 3h9M5.5 17h9M6.5 3v2.5c0 2 3.5 3 3.5 4.5s-3.5 2.5-3.5 4.5V17M13.5 3v2.5c0 2-3.5 3-3.5 4.5s3.5 2.5 3.5 4.5V17" />);
export const NotifyIcon = icon(<path d="M4.5 14h11l-1.3-2V8.5a4.2 4.2 0 0 0-8.4 0V12zM8.5 16.5h3M10 2.3v2" />);
export const LedgerIcon = icon(<path d="M10 3.2v3M6 9.2v3m8-3v3M6 9.2h8M4 12.2h4v4H4zm8 0h4v4h-4zM8 3.2h4v3H8z" />);
export const PeersIcon = icon(<path d="M7.8 12.2a3.6 3.6 0 1 1 0-4.4M12.2 7.8a3.6 3.6 0 1 1 0 4.4M7.5 10h5" />);
export const DirectoryIcon = icon(<path d="M4.5 2.5h11v15h-11zM2.5 6h3M2.5 10h3M2.5 14h3M10.5 9.4a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM7.5 14a3 3 0 0 1 6 0" />);
export const KeyIcon = icon(<path d="M6.5 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 10h7.5v3M14 10v2.5" />);
export const DashboardIcon = icon(<path d="M3 3.5h6v7H3zM11.5 3.5H17v4h-5.5zM11.5 10H17v6.5h-5.5zM3 13h6v3.5H3z" />);
export const ReportIcon = icon(<path d="M5 2.5h7l3.5 3.5v11.5H5zM8 14.5v-3M10.3 14.5V9M12.6 14.5v-2" />);
export const GripIcon = icon(<path d="M7.5 5h.1M12.5 5h.1M7.5 10h.1M12.5 10h.1M7.5 15h.1M12.5 15h.1" />);
export const SearchIcon = icon(<path d="M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zm4.4-1.6L17.5 17.5" />);
export const UserIcon = icon(<path d="M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10zM3.8 17a6.2 6.2 0 0 1 12.4 0" />);
export const SunIcon = icon(<path d="M10 13.4a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8zM10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.4 4.4l1.1 1.1M14.5 14.5l1.1 1.1M4.4 15.6l1.1-1.1M14.5 5.5l1.1-1.1" />);
export const CheckIcon = icon(<path d="m4 10.5 4 4 8-9" />);
export const CrossIcon = icon(<path d="m5 5 10 10M15 5 5 15" />);
export const WarnIcon = icon(<path d="M10 3 2.5 16.5h15zM10 8v4M10 14.4v.1" />);
export const OutIcon = icon(<path d="M3 10h13m0 0-4.5-4.5M16 10l-4.5 4.5" />);
export const InIcon = icon(<path d="M17 10H4m0 0 4.5-4.5M4 10l4.5 4.5" />);
export const DownIcon = icon(<path d="M10 3v9m0 0 3.5-3.5M10 12 6.5 8.5M4 16.5h12" />);
export const KeyboardIcon = icon(<path d="M2.5 5.5h15v9h-15zM5.5 8.3h.1m2.9 0h.1m2.9 0h.1m2.9 0h.1M6.5 11.8h7" />);
export const AdminIcon = icon(<path d="M3 6h8m4 0h2M3 14h2m4 0h8M13 4v4M7 12v4" />);
export const JournalIcon = icon(<path d="M5 2.5h11v15H5zM3 6h3.5M3 10h3.5M3 14h3.5M9 6.5h4M9 10h4" />);
