// Command check_log audits an exported log with the tile and note code of the Go project.
//
// It shares no code with Concordance: signature, root, every tile and every inclusion proof asked for are
// checked by golang.org/x/mod/sumdb, from static files alone.
//
// The log is a directory, or what a web server gives under a URL.
//
//	check_log DIRECTORY|URL VKEY INDEX...
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of the tiles, fixed by C2SP tlog-tiles

type directory string

// path turns the name that Go gives a tile into the one of C2SP tlog-tiles.
func (d directory) path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return "tile/" + strings.Replace(name, "data/", "entries/", 1)
}

// read gives a file of the log, from the disk or over HTTP.
func (d directory) read(path string) ([]byte, error) {
	if !strings.HasPrefix(string(d), "http") {
		return os.ReadFile(filepath.Join(string(d), filepath.FromSlash(path)))
	}
	answer, err := http.Get(string(d) + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

func (d directory) Height() int { return height }

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := d.read(d.path(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

// entries reads the bundles up to size and hands each entry to visit.
func (d directory) entries(size int64, visit func(index int64, entry []byte) error) error {
	for first := int64(0); first < size; first += 1 << height {
		width := size - first
		if width > 1<<height {
			width = 1 << height
		}
		data, err := d.read(d.path(tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)}))
		if err != nil {
			return err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 {
				return fmt.Errorf("bundle of entry %d ends early", first+i)
			}
			length := int(binary.BigEndian.Uint16(data))
			if len(data) < 2+length {
				return fmt.Errorf("entry %d ends early", first+i)
			}
			if err := visit(first+i, data[2:2+length]); err != nil {
				return err
			}
			data = data[2+length:]
		}
		if len(data) != 0 {
			return fmt.Errorf("bytes after the last entry of the bundle at %d", first)
		}
	}
	return nil
}

// openCheckpoint verifies the note and returns its tree.
func openCheckpoint(dir directory, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	data, err := dir.read("checkpoint")
	if err != nil {
		return tree, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// auditEntries rebuilds the root from the entries alone.
func auditEntries(dir directory, tree tlog.Tree) error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	err := dir.entries(tree.N, func(index int64, entry []byte) error {
		hashes, err := tlog.StoredHashes(index, entry, reader)
		stored = append(stored, hashes...)
		return err
	})
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries do not give the signed root")
	}
	return auditTiles(dir, tree, reader)
}

// auditTiles compares every tile with what the entries give.
func auditTiles(dir directory, tree tlog.Tree, reader tlog.HashReader) error {
	tiles := tlog.NewTiles(height, 0, tree.N)
	for i, tile := range tiles {
		if i+1 < len(tiles) && tiles[i+1].L == tile.L && tiles[i+1].N == tile.N {
			continue // Go lists every width on the way; a tree needs only the last
		}
		wanted, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return err
		}
		data, err := dir.read(dir.path(tile))
		if err != nil {
			return err
		}
		if !bytes.Equal(data, wanted) {
			return fmt.Errorf("%s is not the tile that the entries give", dir.path(tile))
		}
	}
	return nil
}

// proveFromTiles builds an inclusion proof from authenticated tiles and checks it against the entry.
func proveFromTiles(dir directory, tree tlog.Tree, index int64) error {
	reader := tlog.TileHashReader(tree, dir)
	proof, err := tlog.ProveRecord(tree.N, index, reader)
	if err != nil {
		return err
	}
	checked := false
	err = dir.entries(tree.N, func(at int64, entry []byte) error {
		if at != index {
			return nil
		}
		checked = true
		return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
	})
	if err == nil && !checked {
		err = fmt.Errorf("no entry %d", index)
	}
	return err
}

func check(dir directory, vkey string, indexes []string) error {
	tree, err := openCheckpoint(dir, vkey)
	if err != nil {
		return err
	}
	for _, text := range indexes {
		index, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		if err := proveFromTiles(dir, tree, index); err != nil {
			return fmt.Errorf("entry %d: %v", index, err)
		}
	}
	if err := auditEntries(dir, tree); err != nil {
		return err
	}
	fmt.Printf("%d entries, %d proofs, root %s\n", tree.N, len(indexes), tree.Hash)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: check_log DIRECTORY|URL VKEY INDEX...")
		os.Exit(2)
	}
	if err := check(directory(os.Args[1]), os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}
