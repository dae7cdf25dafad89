// Loads a compose file with compose-go, the specification's own library, and checks what we promise of ours.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

var ours = []string{"gateway", "approval", "masking-audit", "anomaly-detection", "session-archive"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: compose-check docker-compose.yml")
		os.Exit(64)
	}
	project, err := load(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	problems := check(project)
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
	names := project.ServiceNames()
	sort.Strings(names)
	fmt.Printf("valid: %v\n", names)
}

func load(file string) (*types.Project, error) {
	options, err := cli.NewProjectOptions([]string{file},
		cli.WithWorkingDirectory(filepath.Dir(file)),
		cli.WithInterpolation(true),
		cli.WithResolvedPaths(true),
		cli.WithConsistency(true))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

func check(project *types.Project) []string {
	var problems []string
	complain := func(service, what string) { problems = append(problems, service+": "+what) }
	for _, name := range ours {
		service, err := project.GetService(name)
		if err != nil {
			complain(name, "is missing")
			continue
		}
		if service.User == "" || service.User == "root" || service.User == "0" {
			complain(name, "runs as root")
		}
		if !service.ReadOnly {
			complain(name, "can write to its root file system")
		}
		if service.HealthCheck == nil || len(service.HealthCheck.Test) == 0 || service.HealthCheck.Disable {
			complain(name, "has no health check")
		}
		if service.Build == nil || service.Build.Dockerfile != "deploy/Dockerfile" && filepath.Base(service.Build.Dockerfile) != "Dockerfile" {
			complain(name, "is not built from deploy/Dockerfile")
		}
		for _, needed := range []string{"kafka", "postgres"} {
			if service.DependsOn[needed].Condition != types.ServiceConditionHealthy {
				complain(name, "does not wait until "+needed+" is healthy")
			}
		}
		if name != "gateway" && service.DependsOn[name+"-migrate"].Condition != types.ServiceConditionCompletedSuccessfully {
			complain(name, "does not wait for its migrate step")
		}
		if _, owner := service.Environment["DATABASE_MIGRATE_URL"]; owner {
			complain(name, "has the role of its schema's owner")
		}
		if service.DependsOn["provision"].Condition != types.ServiceConditionCompletedSuccessfully {
			complain(name, "does not wait for provision")
		}
	}
	for name, service := range project.Services {
		if service.ContainerName != "" {
			complain(name, "has a container name, so that it cannot be scaled")
		}
		for _, port := range service.Ports {
			if port.Published != "" && port.Published != "0" {
				complain(name, "publishes on fixed port "+port.Published+", so that it cannot be scaled")
			}
		}
		if service.Deploy == nil || service.Deploy.Resources.Limits == nil ||
			service.Deploy.Resources.Limits.MemoryBytes == 0 || service.Deploy.Resources.Limits.NanoCPUs == 0 {
			complain(name, "has no limits of CPU and memory")
		}
	}
	if gateway, err := project.GetService("gateway"); err == nil {
		spool := false
		for _, volume := range gateway.Volumes {
			spool = spool || volume.Type == types.VolumeTypeVolume && volume.Target == "/var/lib/sallyport/spool"
		}
		if !spool {
			complain("gateway", "has no spool volume")
		}
	}
	sort.Strings(problems)
	return problems
}
