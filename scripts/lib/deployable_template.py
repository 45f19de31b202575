"""Writes template.yaml so that CloudFormation takes it as it is: `python3 deployable_template.py FILE`.

The zip lies in a bucket, or the function is an image in ECR. No file of the repository and no transform is needed, so
service-managed StackSets take it, too. It is too long for a request and goes through S3: CloudFormation takes 51,200
bytes of a body, and 1 MB of an object.
"""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATE = REPOSITORY / "template.yaml"
DEFINITION = REPOSITORY / "terraform/fan-out.asl.json"

# A stack of a StackSet has a name of over 64 characters: neither the function nor its log could be called after it.
PARAMETERS = """\
Parameters:
  Name:
    Description: What the function is called, and its log, its dashboard and the fan-out after it. One region has a name once.
    Type: String
    Default: ecr-cleanup
    AllowedPattern: ^[A-Za-z][A-Za-z0-9-]{0,63}$
    ConstraintDescription: must be 1 to 64 letters, digits and -, with a letter first
  CodeBucket:
    Description: The bucket of S3 with the zip, in the region of the stack.
    Type: String
    Default: ""
    AllowedPattern: ^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$
    ConstraintDescription: must be empty or a bucket's name
  CodeKey:
    Description: The zip's key in that bucket. Another key, or another CodeVersion, is what makes CloudFormation update the function.
    Type: String
    Default: ""
    AllowedPattern: ^[^*?]*$
    ConstraintDescription: must be empty or a key without * and ?
    MaxLength: 1024
  CodeVersion:
    Description: The version of that object, in a bucket with versions. Empty is the newest one.
    Type: String
    Default: ""
    AllowedPattern: ^[^\\s]*$
    MaxLength: 1024
  ImageUri:
    Description: >-
      A container image in place of the zip: in ECR, in the region of the stack, for the processor of Architecture, with
      its digest.
    Type: String
    Default: ""
    AllowedPattern: ^([0-9]{12}\\.dkr[.-]ecr\\.[a-z0-9-]+\\.[a-z0-9.-]+/[a-z0-9._/-]+(:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?)?$
    ConstraintDescription: must be empty or the address of an image in ECR
"""
GROUP = """\
    ParameterGroups:
      - Label: { default: What is deployed }
        Parameters: [Name, CodeBucket, CodeKey, CodeVersion, ImageUri]
"""
LABELS = """\
    ParameterLabels:
      Name: { default: Name }
      CodeBucket: { default: Bucket of the zip }
      CodeKey: { default: Key of the zip }
      CodeVersion: { default: Version of the zip }
      ImageUri: { default: Container image }
"""
RULES = """\
Rules:
  FunctionHasAPackage:
    Assertions:
      - Assert: !Or
          - !Not [!Equals [!Ref ImageUri, ""]]
          - !And [!Not [!Equals [!Ref CodeBucket, ""]], !Not [!Equals [!Ref CodeKey, ""]]]
        AssertDescription: the zip's CodeBucket and CodeKey are needed, or an ImageUri
"""
CONDITIONS = """\
Conditions:
  IsImage: !Not [!Equals [!Ref ImageUri, ""]]
  HasCodeVersion: !Not [!Equals [!Ref CodeVersion, ""]]
"""
CODE = """\
      PackageType: !If [IsImage, Image, Zip]
      Code: !If
        - IsImage
        - ImageUri: !Ref ImageUri
        - S3Bucket: !Ref CodeBucket
          S3Key: !Ref CodeKey
          S3ObjectVersion: !If [HasCodeVersion, !Ref CodeVersion, !Ref AWS::NoValue]
      Handler: !If [IsImage, !Ref AWS::NoValue, bootstrap]
      Runtime: !If [IsImage, !Ref AWS::NoValue, provided.al2023]
"""
LAYERS = "!If [HasLayers, !Ref LayerArns, !Ref AWS::NoValue]"
# What cfn-lint can't know is said to it where it matters.
CODE_METADATA = """\
      # A rule refuses an empty bucket or key unless there is an image.
      cfn-lint: { config: { ignore_checks: [W1030] } }
"""
MACHINE = """\
    Type: AWS::StepFunctions::StateMachine
    Metadata:
      # Its placeholders are filled by Step Functions: with them, it is no definition yet.
      cfn-lint: { config: { ignore_checks: [E3601] } }
"""
SOURCE_ONLY = """\
  cfn-lint:
    config:
      # Two properties are files of the repository: `sam build` and `sam deploy` put addresses in S3 in their place.
      ignore_checks: [W3002]
"""


def definition() -> str:
    """The state machine's definition as a property."""
    indented = "".join(f"        {line}\n" for line in DEFINITION.read_text().splitlines())
    return f"      DefinitionString: |\n{indented}"


def deployable() -> str:
    text = TEMPLATE.read_text()
    for found, other in {
        SOURCE_ONLY: "",
        "    ParameterGroups:\n": GROUP,
        "    ParameterLabels:\n": LABELS,
        "Parameters:\n  DryRun:\n": f"{PARAMETERS}  DryRun:\n",
        "Rules:\n": RULES,
        "Conditions:\n": CONDITIONS,
        "      BuildMethod: makefile\n": CODE_METADATA,
        "    Type: AWS::StepFunctions::StateMachine\n": MACHINE,
        "      # The log group has its name from the stack, too.\n": "",
        "      Code: .\n      Handler: bootstrap\n      Runtime: provided.al2023\n": CODE,
        f"      Layers: {LAYERS}\n": f"      Layers: !If [IsImage, !Ref AWS::NoValue, {LAYERS}]\n",
        "      DefinitionS3Location: terraform/fan-out.asl.json\n": definition(),
    }.items():
        if text.count(f"\n{found}") != 1:
            raise ValueError(f"template.yaml has this {text.count(found)} times, and not once:\n{found}")
        text = text.replace(f"\n{found}", f"\n{other}")
    return text.replace("!Ref AWS::StackName", "!Ref Name").replace("${AWS::StackName}", "${Name}")


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(deployable())
    print(f"{file}: {file.stat().st_size:,} bytes")
