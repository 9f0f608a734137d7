package node

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"os"
	"syscall"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
)

// Health judges the node as it stands now. It needs authz.NodeRead.
func (s *Service) Health(ctx context.Context, v authz.Viewer) (all []Check, err error) {
	defer errs.Wrap(&err, "node.Health")
	if err := v.May(authz.NodeRead); err != nil {
		return nil, err
	}
	return Judge(s.gather(ctx, v)), nil
}

// gather never fails: what cannot be read is itself a finding.
func (s *Service) gather(ctx context.Context, v authz.Viewer) Facts {
	eyes := s.eyes(v.Realm())
	f := Facts{Now: s.Clock.Now(), Held: s.Held, BackupDaily: s.Daily != "", DiskFree: -1}
	s.mu.Lock()
	f.Checking, f.BackupError = s.checking, s.backupFail
	s.mu.Unlock()
	f.DiskFree, f.DiskTotal = disk(s.Dir)
	f.TLS = s.TLSCert != ""
	if f.TLS {
		f.TLSExpires, f.TLSError = expiry(s.TLSCert)
	}
	if held, err := s.list(); err == nil && len(held) > 0 {
		f.Backup = held[0].At
	}
	f.Engine = s.DB.Engine()
	err := func() (err error) {
		if f.Engine, err = s.DB.EngineVersion(ctx); err != nil {
			return err
		}
		if f.DatabaseBytes, err = s.DB.Size(ctx); err != nil {
			return err
		}
		if f.Checked, err = s.lastCheck(ctx); err != nil {
			return err
		}
		if f.Peers, err = s.peers(ctx, eyes); err != nil {
			return err
		}
		return s.DB.Read(ctx, func(tx *db.Tx) error {
			if f.Followers, err = s.lags(ctx, tx); err != nil {
				return err
			}
			f.Logs, err = ledger.Logs(ctx, tx, eyes)
			return err
		})
	}()
	if err != nil {
		_, f.DatabaseError = errs.Public(err)
	}
	return f
}

func (s *Service) lags(ctx context.Context, tx *db.Tx) (all []Lag, err error) {
	for _, name := range s.Followers {
		l := Lag{Name: name}
		if l.Behind, l.Since, err = journal.Behind(ctx, tx, name); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

func (s *Service) peers(ctx context.Context, eyes authz.Viewer) (all []Peer, err error) {
	views, err := s.Peers(ctx, eyes)
	for _, p := range views {
		all = append(all, Peer{Party: string(p.Party), State: p.State, Since: p.Since, Outstanding: max(0, p.Sent-p.Receipted), Error: p.Error})
	}
	return all, err
}

// disk gives the bytes that are free for this process, and the whole; -1 when
// they cannot be read.
func disk(dir string) (free, total int64) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return -1, 0
	}
	size := int64(st.Bsize)
	return int64(st.Bavail) * size, int64(st.Blocks) * size //nolint:gosec // no disk has 2^63 bytes
}

// expiry reads when the first certificate of a file ends.
func expiry(path string) (time.Time, string) {
	b, err := os.ReadFile(path)
	if err != nil {
		return time.Time{}, "the file cannot be opened"
	}
	block, _ := pem.Decode(b)
	if block == nil || block.Type != "CERTIFICATE" {
		return time.Time{}, "it is no PEM certificate"
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, "it is no certificate"
	}
	return cert.NotAfter, ""
}
